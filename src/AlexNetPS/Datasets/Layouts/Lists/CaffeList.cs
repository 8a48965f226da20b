using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Layouts.Lists;

/// <summary>Lists of Caffe's ImageNet scripts: "n01440764/n01440764_18.JPEG 0" per line, without a header.</summary>
internal static class CaffeList
{
    private static readonly ListColumns _columns = new(0, new LabelColumns(1), null, false);

    /// <summary>
    /// Whether the first line is a path and a number separated only by a blank, which no table contains.
    /// </summary>
    /// <exception cref="FormatException">The file is no text in the expected encoding.</exception>
    public static bool Fits(LayoutRequest request) => request.Source.HasExtension(".txt")
        && TrySplit(TextFile.FirstLine(request.Source.Path, request.Options.Encoding, request.Cancellation),
            out string path, out _)
        && ImageNames.IsImage(path);

    /// <summary>Adds all lines.</summary>
    public static void Read(LayoutRequest request, ListRows rows)
    {
        long line = 0;
        using StreamReader lines = TextFile.Open(request.Source.Path, request.Options.Encoding,
            request.Cancellation);
        while (lines.ReadLine() is { } text)
        {
            request.Cancellation.ThrowIfCancellationRequested();
            line++;
            if (TrySplit(text, out string path, out string label))
                rows.Add([path, label], line, _columns);
            else if (!string.IsNullOrWhiteSpace(text))
                rows.Reject(line, "it is not a path followed by a number");
        }
    }

    /// <summary>The path may contain blanks; the number must not.</summary>
    private static bool TrySplit(string line, out string path, out string label)
    {
        string text = line.Trim();
        int blank = text.LastIndexOfAny([' ', '\t']);
        (path, label) = blank > 0 ? (text[..blank].TrimEnd(), text[(blank + 1)..]) : ("", "");
        return path.Length > 0 && label.All(char.IsAsciiDigit) && label.Length is > 0 and <= 9 && !path.EndsWith(',')
            && !path.EndsWith(';');
    }
}
