using System.Text;
using AlexNetPS.Help.Documents;
using AlexNetPS.Help.Surface;

namespace AlexNetPS.Help;

/// <summary>
/// Rewrites the parts of a page that repeat its cmdlet and keeps all other text; a new page gets a skeleton.
/// </summary>
internal static class PageUpdate
{
    private const string ToWrite = "{{ to be written }}";

    private static readonly (string Name, string Text)[] _known =
    [
        ("Confirm", "Asks for confirmation before the cmdlet runs."),
        ("WhatIf", "Shows what would be done and does nothing."),
    ];

    public static void Write(CommandSurface command, string folder)
    {
        string path = Path.Combine(folder, command.Name + ".md");
        HelpDocument? previous = File.Exists(path) ? HelpDocument.Read(path) : null;
        var page = new StringBuilder();
        page.Append($"---\ndocument type: cmdlet\nexternal help file: AlexNetPS.Cmdlets.dll-Help.xml\nHelpUri: "
            + $"''\nLocale: en-US\nModule Name: AlexNetPS\nPlatyPS schema version: 2024-05-01\ntitle: "
            + $"{command.Name}\n---\n\n# {command.Name}\n\n");
        Section("SYNOPSIS");
        page.Append($"## SYNTAX\n\n{Metadata.Syntax(command)}\n");
        Section("ALIASES", "This cmdlet has no aliases.");
        Section("DESCRIPTION");
        Section("EXAMPLES", $"### Example 1: {ToWrite}\n\n```powershell\n{command.Name}\n```\n\n{ToWrite}");
        page.Append("## PARAMETERS\n\n");
        foreach (ParameterSurface parameter in command.Parameters)
        {
            HelpPart? part = previous?.Section("PARAMETERS")?.Part($"-{parameter.Name}");
            string text = part is null
                ? _known.FirstOrDefault(known => known.Name == parameter.Name).Text ?? ToWrite
                : Before(part.Lines, "```yaml");
            string block = Metadata.Block(parameter, part is null ? "''" : Metadata.DefaultOf(part));
            page.Append($"### -{parameter.Name}\n\n{text}\n\n```yaml\n{block}\n```\n\n");
        }

        page.Append(
            "### CommonParameters\n\nThis cmdlet supports the common parameters: see about_CommonParameters.\n\n");
        Types("INPUTS", command.Inputs);
        Types("OUTPUTS", command.Outputs);
        Section("NOTES", "");
        Section("RELATED LINKS", "- [about_AlexNetPS](about_AlexNetPS.help.txt)");
        string written = page.ToString().TrimEnd() + "\n";
        if (previous is null || File.ReadAllText(path) != written)
            File.WriteAllText(path, written);

        void Section(string title, string otherwise = ToWrite)
        {
            string body = previous?.Section(title) is { } section ? Body(section).Trim() : otherwise;
            page.Append($"## {title}\n\n{body}{(body.Length > 0 ? "\n\n" : "")}");
        }

        void Types(string title, IReadOnlyList<string> types)
        {
            page.Append($"## {title}\n\n");
            foreach (string type in types.Count == 0 ? ["None"] : types)
            {
                HelpPart? part = previous?.Section(title)?.Part(type);
                page.Append($"### {type}\n\n{(part is null ? ToWrite : string.Join('\n', part.Lines).Trim())}\n\n");
            }
        }
    }

    /// <summary>Returns the content below a section's heading, including its parts.</summary>
    public static string Body(HelpSection section) =>
        string.Join('\n',
            section.Lines.Concat(section.Parts.SelectMany(part => part.Lines.Prepend($"### {part.Title}"))));

    private static string Before(IEnumerable<string> lines, string mark) =>
        string.Join('\n', lines.TakeWhile(line => line != mark)).Trim();
}
