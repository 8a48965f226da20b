using System.Globalization;

namespace AlexNetPS.Drawing.Charts;

/// <summary>
/// Contents of the SVG of a heat map: the diagonal in one color, what is beside it in another; the larger a share of
/// its row, the stronger. Numbers are in the cells, and names at rows and columns.
/// </summary>
internal static class HeatMapBody
{
    private const double TextSize = 12, MaxName = 150, Top = 34;

    public static SvgPart Of(HeatMap map, string id, ChartColors colors)
    {
        int count = map.Names.Count;
        double cell = Math.Clamp(Math.Floor(560.0 / Math.Max(1, count)), 22, 56);
        double names = Math.Min(MaxName, map.Names.Select(name => TextEstimate.Width(name, TextSize)).DefaultIfEmpty(0).Max());
        double left = 10 + 18 + names + 8, top = Top + 18 + names * 0.8 + 10, side = cell * count;
        var body = new SvgBody(id, colors);
        body.Add(new(10, 20, map.Title, 15) { Bold = true }, isTitle: true);
        body.Add(new(left, Top + 10, $"{map.Columns} →", TextSize) { Muted = true });
        Turned(body, colors, 18, top, 90, $"{map.Rows} →", muted: true);
        for (int i = 0; i < count; i++)
        {
            string name = TextEstimate.Fit(map.Names[i], TextSize, names + 1);
            double middle = i * cell + cell / 2;
            body.Add(new(left - 6, top + middle + 4, name, TextSize) { Anchor = TextAnchor.End });
            Turned(body, colors, left + middle + 4, top - 6, -55, name, muted: false);
        }

        body.Raw($"<rect x=\"{N(left)}\" y=\"{N(top)}\" width=\"{N(side)}\" height=\"{N(side)}\" "
            + $"fill=\"none\" stroke=\"{colors.Of(ChartPalette.Grid)}\"/>");
        foreach (HeatCell one in map.Cells.Where(one => one.Count > 0))
            AddCell(body, map, one, left + one.Column * cell, top + one.Row * cell, cell);
        return new((int)Math.Ceiling(left + side + names * 0.6 + 20), (int)Math.Ceiling(top + side + 10),
            body.ToString());
    }

    private static void AddCell(SvgBody body, HeatMap map, HeatCell one, double x, double y, double size)
    {
        // A few of a class have to be seen, and dark numbers have to be read on the strongest.
        double strength = one.Row == one.Column ? 0.15 + 0.55 * one.Share : 0.2 + 0.6 * Math.Sqrt(one.Share);
        Ink ink = ChartPalette.Color(one.Row == one.Column ? 0 : 1);
        string what = string.Create(CultureInfo.InvariantCulture,
            $"{map.Rows} {map.Names[one.Row]}, {map.Columns} {map.Names[one.Column]}: {one.Count:N0} ({one.Share * 100:0.0} %)");
        body.Raw($"<g><title>{SvgText.Of(what)}</title><rect x=\"{N(x + 0.5)}\" y=\"{N(y + 0.5)}\" "
            + $"width=\"{N(size - 1)}\" height=\"{N(size - 1)}\" fill=\"{ChartColors.Hex(OnPaper(ink, strength))}\"/>");
        string number = one.Count < 100_000 ? one.Count.ToString(CultureInfo.InvariantCulture)
            : one.Count.ToString("0.#e+0", CultureInfo.InvariantCulture);
        double fit = Math.Min(13, (size - 3) / Math.Max(1, number.Length) / 0.6);
        // In a dark page, too: cells are light in both.
        string color = ChartColors.Hex(ChartPalette.Text);
        body.Raw($"<text x=\"{N(x + size / 2)}\" y=\"{N(y + size / 2 + fit * 0.36)}\" font-size=\"{N(fit)}\" "
            + $"text-anchor=\"middle\" fill=\"{color}\">{number}</text></g>");
    }

    private static void Turned(SvgBody body, ChartColors colors, double x, double y, int degrees, string text,
        bool muted) =>
        body.Raw($"<text transform=\"translate({N(x)} {N(y)}) rotate({N(degrees)})\" font-size=\"{N(TextSize)}\" "
            + $"fill=\"{colors.Of(muted ? ChartPalette.Muted : ChartPalette.Text)}\">{SvgText.Of(text)}</text>");

    private static Ink OnPaper(Ink ink, double strength) =>
        new(Mixed(ink.Red, strength), Mixed(ink.Green, strength), Mixed(ink.Blue, strength));

    private static byte Mixed(byte color, double strength) => (byte)Math.Round(255 + (color - 255) * strength);

    private static string N(double value) => SvgText.Of(value);
}
