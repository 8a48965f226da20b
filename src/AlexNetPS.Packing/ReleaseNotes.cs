using System.Text.RegularExpressions;

namespace AlexNetPS.Packing;

/// <summary>The section of a version in CHANGELOG.md.</summary>
internal static partial class ReleaseNotes
{
    // What nuget.org and the PowerShell Gallery take.
    private const int Longest = 35_000;

    /// <summary>Returns the notes of a version.</summary>
    /// <param name="changelog">Text of CHANGELOG.md.</param>
    /// <param name="version">Version of the module: "0.1.0".</param>
    /// <param name="prerelease">Label of a prerelease; "" for none. Without a section of its own it has that of the
    /// version.</param>
    /// <exception cref="PackingException">There is no section, or it is empty or too long.</exception>
    public static string Of(string changelog, string version, string prerelease)
    {
        string full = prerelease.Length == 0 ? version : $"{version}-{prerelease}";
        string body = Section(changelog, full) ?? Section(changelog, version)
            ?? throw new PackingException($"CHANGELOG.md has no section '## [{version}]'. Write what it changes.");
        if (body.Length == 0)
            throw new PackingException($"The section '## [{version}]' of CHANGELOG.md is empty. Write what it changes.");

        string notes = $"AlexNetPS {full}\n\n{body}\n";
        return notes.Length <= Longest ? notes : throw new PackingException($"The section '## [{version}]' of "
            + $"CHANGELOG.md has {notes.Length} characters; a package takes {Longest}.");
    }

    private static string? Section(string changelog, string version)
    {
        string[] lines = changelog.ReplaceLineEndings("\n").Split('\n');
        int start = Array.FindIndex(lines, line => HeadingPattern().Match(line) is { Success: true } heading
            && heading.Groups[1].Value == version);
        return start < 0 ? null : string.Join('\n', lines.Skip(start + 1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))).Trim('\n', ' ');
    }

    // "## [0.1.0] - unreleased", "## 0.1.0"
    [GeneratedRegex(@"^## \[?([^\]\s]+)\]?(\s|$)")]
    private static partial Regex HeadingPattern();
}
