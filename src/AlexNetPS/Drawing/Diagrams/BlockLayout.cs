namespace AlexNetPS.Drawing.Diagrams;

/// <summary>Where the boxes of towers are, from left to right.</summary>
/// <param name="Left">Left edge of the first.</param>
/// <param name="Width">From the first to the last.</param>
internal readonly record struct BlockLayout(double Left, double Width)
{
    /// <summary>Largest number of towers that are all drawn; of more, the first two and the last.</summary>
    public const int MostTowers = 4;

    private const double Gap = 24;

    /// <summary>Returns the width of the boxes of the most towers of a network.</summary>
    public static double WidthOf(int towers) => Math.Min(towers, MostTowers) switch
    {
        1 => 360,
        2 => 600,
        3 => 720,
        _ => 860,
    };

    /// <summary>Returns the towers that are drawn.</summary>
    public static IReadOnlyList<int> Shown(int towers) =>
        towers <= MostTowers ? [.. Enumerable.Range(0, towers)] : [0, 1, towers - 1];

    /// <summary>Returns left edge and width of the box of a tower that is drawn.</summary>
    public (double X, double Width) Box(int towers, int tower)
    {
        int slots = Math.Min(towers, MostTowers), slot = towers <= MostTowers || tower < 2 ? tower : MostTowers - 1;
        double width = (Width - (slots - 1) * Gap) / slots;
        return (Left + slot * (width + Gap), width);
    }

    /// <summary>Returns the middle of the place of the towers that are not drawn; null if all are.</summary>
    public double? Hidden(int towers) =>
        towers <= MostTowers ? null : Left + (Width - 3 * Gap) / 4 * 2.5 + 2 * Gap;
}
