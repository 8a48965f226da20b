namespace AlexNetPS.Help.Documents;

/// <summary>A help page in PlatyPS markdown: second-level sections with third-level parts.</summary>
internal sealed class HelpDocument
{
    private HelpDocument(string path, string title, IReadOnlyList<HelpSection> sections) =>
        (Path, Title, Sections) = (path, title, sections);

    public string Path { get; }

    /// <summary>Cmdlet of the page.</summary>
    public string Title { get; }

    public IReadOnlyList<HelpSection> Sections { get; }

    public HelpSection? Section(string title) => Sections.FirstOrDefault(section => section.Title == title);

    public static HelpDocument Read(string path)
    {
        string[] lines = File.ReadAllLines(path);
        string title = "";
        List<HelpSection> sections = [];
        bool fenced = false;
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i];
            if (line.StartsWith("```", StringComparison.Ordinal))
                fenced = !fenced;
            if (!fenced && line.StartsWith("# ", StringComparison.Ordinal))
                title = line[2..].Trim();
            else if (!fenced && line.StartsWith("## ", StringComparison.Ordinal))
                sections.Add(new HelpSection(line[3..].Trim(), i + 1));
            else if (!fenced && line.StartsWith("### ", StringComparison.Ordinal) && sections.Count > 0)
                sections[^1].Parts.Add(new HelpPart(line[4..].Trim(), i + 1));
            else if (sections.Count > 0)
                (sections[^1].Parts.Count > 0 ? sections[^1].Parts[^1].Lines : sections[^1].Lines).Add(line);
        }

        return new(path, title, sections);
    }
}
