using System.Text;

namespace AlexNetPS.Formats.Text;

/// <summary>
/// Names with their accents in one character where there is one (NFC). A Mac writes two (NFD), and they look the same.
/// </summary>
internal static class ComposedText
{
    /// <summary>Returns the name in NFC.</summary>
    public static string Of(string name)
    {
        if (Ascii.IsValid(name))
            return name;
        try
        {
            return name.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            // A name of a file may contain half a character.
            return name;
        }
    }

    /// <summary>Whether the name is its own composed form.</summary>
    public static bool Is(string name) => ReferenceEquals(Of(name), name) || Of(name) == name;
}
