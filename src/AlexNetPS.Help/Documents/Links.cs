using System.Text.RegularExpressions;

namespace AlexNetPS.Help.Documents;

/// <summary>The entries of section RELATED LINKS.</summary>
internal static partial class Links
{
    /// <returns>Text and address; another page of the module has no address.</returns>
    public static IEnumerable<(string Text, string Address)> Of(HelpDocument document) =>
        (document.Section("RELATED LINKS")?.Lines ?? []).SelectMany(line => Link().Matches(line))
            .Select(match => (match.Groups[1].Value,
                match.Groups[2].Value.EndsWith(".md", StringComparison.Ordinal)
                    || match.Groups[2].Value.EndsWith(".txt", StringComparison.Ordinal) ? "" : match.Groups[2].Value));

    [GeneratedRegex(@"\[([^\]]*)\]\(([^)]*)\)")]
    private static partial Regex Link();
}
