namespace AlexNetPS.Help.Documents;

/// <summary>Content below a second-level heading, with its third-level parts.</summary>
internal sealed record HelpSection(string Title, int Line)
{
    public List<string> Lines { get; } = [];

    public List<HelpPart> Parts { get; } = [];

    public HelpPart? Part(string title) => Parts.FirstOrDefault(part => part.Title == title);
}

/// <summary>Content below a third-level heading.</summary>
internal sealed record HelpPart(string Title, int Line)
{
    public List<string> Lines { get; } = [];
}
