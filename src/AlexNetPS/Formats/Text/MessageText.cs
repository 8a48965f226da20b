namespace AlexNetPS.Formats.Text;

/// <summary>Text of errors and warnings, which quote names and text from files.</summary>
internal static class MessageText
{
    private const int Longest = 4000, EndShown = 600;

    /// <summary>
    /// Returns the text as a terminal shows it. Of a text of more than 4,000 characters the middle is left out: what to
    /// do comes last.
    /// </summary>
    public static string Of(string text)
    {
        text = TerminalText.Of(text);
        return text.Length <= Longest ? text : $"{text[..(Longest - EndShown - 5)]} ... {text[^EndShown..]}";
    }
}
