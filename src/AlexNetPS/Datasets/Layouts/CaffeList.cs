namespace AlexNetPS.Datasets.Layouts;

/// <summary>Lists of Caffe's ImageNet scripts: "n01440764/n01440764_18.JPEG 0" per line, without a header.</summary>
internal static class CaffeList
{
    private static readonly ListColumns _columns = new(0, 1, -1, false);

    /// <summary>
    /// Whether the first line is a path and a number separated only by a blank, which no table contains.
    /// </summary>
    public static bool Fits(DatasetSource source) =>
        source.HasExtension(".txt") && File.ReadLines(source.Path).FirstOrDefault() is { } first
            && TrySplit(first, out string path, out _) && ImageNames.IsImage(path);

    /// <summary>Adds all lines.</summary>
    public static void Read(LayoutRequest request, ListRows rows)
    {
        long line = 0;
        foreach (string text in File.ReadLines(request.Source.Path))
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
