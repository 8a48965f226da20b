namespace AlexNetPS.Help.Documents;

/// <summary>What stands under a heading of the second level, and its parts under headings of the third.</summary>
internal sealed record HelpSection(string Title, int Line)
{
    public List<string> Lines { get; } = [];

    public List<HelpPart> Parts { get; } = [];

    public HelpPart? Part(string title) => Parts.FirstOrDefault(part => part.Title == title);
}

/// <summary>What stands under a heading of the third level.</summary>
internal sealed record HelpPart(string Title, int Line)
{
    public List<string> Lines { get; } = [];
}
