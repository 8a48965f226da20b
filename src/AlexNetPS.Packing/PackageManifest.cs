using System.Text.RegularExpressions;

namespace AlexNetPS.Packing;

/// <summary>The manifest of the module as its package has it: with release notes and label.</summary>
internal static partial class PackageManifest
{
    /// <summary>Returns the version in a manifest.</summary>
    /// <exception cref="PackingException">It has none.</exception>
    public static string VersionIn(string manifest) => VersionPattern().Match(manifest) is { Success: true } version
        ? version.Groups[1].Value
        : throw new PackingException("The manifest of the module has no ModuleVersion.");

    /// <summary>Returns the manifest with notes and label.</summary>
    /// <param name="manifest">Text of the psd1.</param>
    /// <param name="notes">Release notes.</param>
    /// <param name="prerelease">Letters and digits; "" for none.</param>
    /// <exception cref="PackingException">The label is not valid, or the manifest has no release notes to
    /// replace.</exception>
    public static string With(string manifest, string notes, string prerelease)
    {
        if (prerelease.Length > 0 && !LabelPattern().IsMatch(prerelease))
        {
            throw new PackingException($"Prerelease is '{prerelease}'; PowerShell takes letters and digits, and no "
                + "number that begins with 0: beta1.");
        }

        Match place = NotesPattern().Match(manifest);
        if (!place.Success)
            throw new PackingException("The manifest of the module has no ReleaseNotes.");
        string indent = place.Groups[1].Value;
        string label = prerelease.Length == 0 ? "" : $"{indent}Prerelease   = {Quoted(prerelease)}\n";
        return $"{manifest[..place.Index]}{label}{indent}ReleaseNotes = {Quoted(notes.TrimEnd('\n'))}"
            + manifest[(place.Index + place.Length)..];
    }

    // PowerShell takes typographic quotation marks for plain ones.
    private static string Quoted(string text) => $"'{QuotePattern().Replace(text, "$0$0")}'";

    [GeneratedRegex(@"(?m)^\s*ModuleVersion\s*=\s*'([^']*)'")]
    private static partial Regex VersionPattern();

    [GeneratedRegex(@"^(?!0[0-9]+$)[0-9A-Za-z]+\z")]
    private static partial Regex LabelPattern();

    [GeneratedRegex(@"(?m)^([ \t]*)ReleaseNotes\s*=\s*'(?:[^']|'')*'")]
    private static partial Regex NotesPattern();

    [GeneratedRegex("['\u2018\u2019\u201A\u201B]")]
    private static partial Regex QuotePattern();
}
