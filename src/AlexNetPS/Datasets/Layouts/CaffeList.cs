namespace AlexNetPS.Datasets.Layouts;

/// <summary>
/// Caffe's lists, as its ImageNet scripts make them: "n01440764/n01440764_18.JPEG 0" in each line, without a header.
/// </summary>
internal static class CaffeList
{
    private static readonly ListColumns _columns = new(0, 1, -1, false);

    /// <summary>
    /// Whether the first line is such a one: no table has a path and a number with nothing but a blank between them.
    /// </summary>
    public static bool Fits(DatasetSource source) =>
        source.HasExtension(".txt") && File.ReadLines(source.Path).FirstOrDefault() is { } first
            && TrySplit(first, out string path, out _) && ImageNames.IsImage(path);

    /// <summary>Adds every line.</summary>
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
                rows.Reject(line, "it is no path with a number behind it");
        }
    }

    /// <summary>The path may have blanks of its own; the number has none.</summary>
    private static bool TrySplit(string line, out string path, out string label)
    {
        string text = line.Trim();
        int blank = text.LastIndexOfAny([' ', '\t']);
        (path, label) = blank > 0 ? (text[..blank].TrimEnd(), text[(blank + 1)..]) : ("", "");
        return path.Length > 0 && label.All(char.IsAsciiDigit) && label.Length is > 0 and <= 9 && !path.EndsWith(',')
            && !path.EndsWith(';');
    }
}
