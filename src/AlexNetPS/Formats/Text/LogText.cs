using System.Globalization;
using System.Text.RegularExpressions;

namespace AlexNetPS.Formats.Text;

/// <summary>
/// Text of files in a message, which neither a terminal nor the runner of a pipeline obeys: GitHub Actions reads a line
/// that begins with "::", Azure Pipelines "##vso[" and both "##[" anywhere, as a command.
/// </summary>
public static partial class LogText
{
    /// <summary>Returns the text as <see cref="TerminalText"/> does, with one character of such a command as \u003A or
    /// \u005B.</summary>
    /// <param name="text">Any text.</param>
    public static string Of(string text) => Command().Replace(TerminalText.Of(text),
        found => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)found.Value[0]:X4}"));

    [GeneratedRegex(@"(?<=^\s*):(?=:)|(?<=##(?:vso)?)\[", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex Command();
}
