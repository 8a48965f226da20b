namespace AlexNetPS.Drawing.Charts;

/// <summary>
/// Colors of an SVG: in a page as CSS variables, so that it is light or dark as the page is; in a file as they are.
/// </summary>
internal sealed class ChartColors
{
    private readonly Dictionary<Ink, string> _names = [];
    private readonly bool _inPage;

    private ChartColors(bool inPage)
    {
        _inPage = inPage;
        for (int i = 0; i < ChartPalette.Count; i++)
            _names[ChartPalette.Color(i)] = $"{i}";
        _names[ChartPalette.Grid] = "grid";
        _names[ChartPalette.Frame] = "frame";
        _names[ChartPalette.Text] = "text";
        _names[ChartPalette.Muted] = "muted";
        _names[ChartPalette.Paper] = "paper";
    }

    /// <summary>Of an SVG in a page.</summary>
    public static ChartColors Page { get; } = new(inPage: true);

    /// <summary>Of a file.</summary>
    public static ChartColors File { get; } = new(inPage: false);

    /// <summary>Returns a color as the value of a CSS property.</summary>
    public string Of(Ink ink) =>
        _inPage && _names.TryGetValue(ink, out string? name) ? $"var(--chart-{name}, {Hex(ink)})" : Hex(ink);

    /// <summary>Returns the color that a library wrote as "#0072B2"; the same text if it is none of ours.</summary>
    public string Of(string written)
    {
        foreach (Ink ink in _names.Keys)
        {
            if (string.Equals(Hex(ink), written, StringComparison.OrdinalIgnoreCase))
                return Of(ink);
        }

        return written;
    }

    /// <summary>Returns "#0072B2".</summary>
    public static string Hex(Ink ink) => $"#{ink.Red:X2}{ink.Green:X2}{ink.Blue:X2}";
}
