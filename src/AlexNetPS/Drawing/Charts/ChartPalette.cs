namespace AlexNetPS.Drawing.Charts;

/// <summary>
/// Colors that people with any color vision tell apart (Okabe and Ito 2008, without the yellow, which is invisible on
/// white), and markers. Their numbers have no common divisor, so that 42 series differ.
/// </summary>
internal static class ChartPalette
{
    // No color has a name in CSS: what is drawn in it is found in an SVG by its digits.
    private static readonly Ink[] _colors =
    [
        new(0x00, 0x72, 0xB2), new(0xD5, 0x5E, 0x00), new(0x00, 0x9E, 0x73), new(0xCC, 0x79, 0xA7),
        new(0xE6, 0x9F, 0x01), new(0x56, 0xB4, 0xE9), new(0x2B, 0x2D, 0x31),
    ];

    // On a dark background: the same hues, as far from it as the others from white.
    private static readonly Ink[] _dark =
    [
        new(0x4D, 0xA3, 0xE0), new(0xF0, 0x80, 0x3C), new(0x2F, 0xC2, 0x97), new(0xDE, 0x9C, 0xC2),
        new(0xF2, 0xB9, 0x3B), new(0x8C, 0xD0, 0xF5), new(0xE8, 0xE8, 0xEC),
    ];

    private static readonly MarkerShape[] _markers = Enum.GetValues<MarkerShape>();

    /// <summary>Number of colors.</summary>
    public static int Count => _colors.Length;

    /// <summary>Grid lines.</summary>
    public static Ink Grid { get; } = new(0xE1, 0xE4, 0xE9);

    /// <summary>Axes and ticks.</summary>
    public static Ink Frame { get; } = new(0x8A, 0x90, 0x99);

    /// <summary>Text.</summary>
    public static Ink Text { get; } = new(0x1F, 0x23, 0x29);

    /// <summary>Texts of axes.</summary>
    public static Ink Muted { get; } = new(0x57, 0x5D, 0x66);

    /// <summary>Background of a file.</summary>
    public static Ink Paper { get; } = new(0xFE, 0xFE, 0xFF);

    /// <summary>Returns a color on a light background.</summary>
    public static Ink Color(int position) => _colors[position % _colors.Length];

    /// <summary>Returns a color on a dark background.</summary>
    public static Ink DarkColor(int position) => _dark[position % _dark.Length];

    /// <summary>Returns a marker.</summary>
    public static MarkerShape Marker(int position) => _markers[position % _markers.Length];
}

/// <summary>Shape of the points of a series.</summary>
internal enum MarkerShape
{
    Circle,
    Square,
    Triangle,
    Diamond,
    TriangleDown,
    Cross,
}
