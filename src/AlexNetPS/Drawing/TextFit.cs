using System.Globalization;

namespace AlexNetPS.Drawing;

/// <summary>Shortens texts to a width. Letters are kept whole, with their marks.</summary>
public static class TextFit
{
    private const string Ellipsis = "…";

    /// <summary>Returns a text, or its start and an ellipsis.</summary>
    /// <param name="renderer">Measures the text.</param>
    /// <param name="text">The text.</param>
    /// <param name="width">Largest width in pixels.</param>
    /// <param name="size">Size of the font.</param>
    /// <param name="bold">Whether it is bold.</param>
    public static string Start(IPictureRenderer renderer, string text, double width, double size, bool bold = false) =>
        Shorten(renderer, text, width, size, bold, WithEllipsis);

    /// <summary>Returns a text, or its longest start that fits, with an ellipsis.</summary>
    internal static string Start(string text, Func<string, bool> fits) => Shorten(text, fits, WithEllipsis);

    /// <summary>Returns a text, or its start and end with an ellipsis between them, as for file names.</summary>
    /// <param name="renderer">Measures the text.</param>
    /// <param name="text">The text.</param>
    /// <param name="width">Largest width in pixels.</param>
    /// <param name="size">Size of the font.</param>
    /// <param name="bold">Whether it is bold.</param>
    public static string Ends(IPictureRenderer renderer, string text, double width, double size, bool bold = false) =>
        Shorten(renderer, text, width, size, bold, (letters, kept) =>
            string.Concat(letters.Take(kept / 2)) + Ellipsis + string.Concat(letters.Skip(letters.Length - (kept + 1) / 2)));

    /// <summary>
    /// Returns a text in lines, broken between words, or inside a word that is too long. The last line is shortened.
    /// </summary>
    /// <param name="renderer">Measures the text.</param>
    /// <param name="text">The text.</param>
    /// <param name="width">Largest width in pixels.</param>
    /// <param name="lines">Most lines, at least 1.</param>
    /// <param name="size">Size of the font.</param>
    /// <param name="bold">Whether it is bold.</param>
    public static IReadOnlyList<string> Lines(IPictureRenderer renderer, string text, double width, int lines,
        double size, bool bold = false)
    {
        ArgumentNullException.ThrowIfNull(renderer);
        ArgumentNullException.ThrowIfNull(text);
        var found = new List<string>();
        string rest = text.Trim();
        while (found.Count + 1 < lines && renderer.TextWidth(rest, size, bold) > width)
        {
            string[] letters = Letters(rest);
            int most = Most(letters.Length - 1,
                kept => renderer.TextWidth(string.Concat(letters.Take(kept)).TrimEnd(), size, bold) <= width);
            int end = most;
            while (end > 0 && !IsBreak(letters[end - 1], letters[end]))
                end--;
            // A word is broken where a break between words would leave most of the line empty.
            if (end == 0 || end < (most + 1) / 2)
                end = Math.Max(most, 1);
            found.Add(string.Concat(letters.Take(end)).TrimEnd());
            rest = string.Concat(letters.Skip(end)).TrimStart();
        }

        found.Add(Start(renderer, rest, width, size, bold));
        return found;
    }

    private static string Shorten(IPictureRenderer renderer, string text, double width, double size, bool bold,
        Func<string[], int, string> shortened)
    {
        ArgumentNullException.ThrowIfNull(renderer);
        ArgumentNullException.ThrowIfNull(text);
        return Shorten(text, cut => renderer.TextWidth(cut, size, bold) <= width, shortened);
    }

    private static string Shorten(string text, Func<string, bool> fits, Func<string[], int, string> shortened)
    {
        if (fits(text))
            return text;
        string[] letters = Letters(text);
        return shortened(letters, Most(letters.Length - 1, kept => fits(shortened(letters, kept))));
    }

    private static string WithEllipsis(string[] letters, int kept) =>
        string.Concat(letters.Take(kept)).TrimEnd() + Ellipsis;

    // The largest number that fits, 0 if none does.
    private static int Most(int limit, Func<int, bool> fits)
    {
        int low = 0, high = Math.Max(limit, 0);
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (fits(middle))
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }

    private static bool IsBreak(string before, string after) =>
        string.IsNullOrWhiteSpace(before) || string.IsNullOrWhiteSpace(after) || before is "-" or "_" or "/" or ","
        || IsIdeograph(before[0]) && IsIdeograph(after[0]);

    private static bool IsIdeograph(char letter) => letter is (>= '\u3041' and <= '\u30FF') or (>= '\u3400' and <= '\u9FFF')
        or (>= '\uAC00' and <= '\uD7A3') or (>= '\uD840' and <= '\uD888');

    private static string[] Letters(string text)
    {
        var letters = new List<string>(text.Length);
        for (TextElementEnumerator found = StringInfo.GetTextElementEnumerator(text); found.MoveNext();)
            letters.Add(found.GetTextElement());
        return [.. letters];
    }
}
