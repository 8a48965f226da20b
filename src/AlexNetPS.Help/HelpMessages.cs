using System.Resources;
using AlexNetPS.Help.Documents;

namespace AlexNetPS.Help;

/// <summary>
/// Help messages of parameters, which completion menus show: the first sentence of each parameter's text.
/// </summary>
internal static class HelpMessages
{
    /// <summary>Returns the messages by cmdlet and parameter.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Of(string folder)
    {
        var messages = new SortedDictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        foreach (string path in Directory.EnumerateFiles(folder, "*.md"))
        {
            messages[Path.GetFileNameWithoutExtension(path)] =
                (HelpDocument.Read(path).Section("PARAMETERS")?.Parts ?? [])
                    .Where(part => part.Title.StartsWith('-'))
                    .ToDictionary(part => part.Title[1..], part => FirstSentence(part.Lines));
        }

        return messages;
    }

    /// <summary>Writes a .resources file for each cmdlet.</summary>
    public static void Write(string pages, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach ((string name, IReadOnlyDictionary<string, string> texts) in Of(pages))
        {
            using var writer = new ResourceWriter(Path.Combine(folder, name + ".resources"));
            foreach ((string parameter, string text) in texts.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                writer.AddResource(parameter, text);
        }
    }

    private static string FirstSentence(IEnumerable<string> lines)
    {
        string text = MarkdownText.Paragraphs(lines).FirstOrDefault() ?? "";
        int end = text.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? text : text[..(end + 1)];
    }
}
