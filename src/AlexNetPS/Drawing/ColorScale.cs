namespace AlexNetPS.Drawing;

/// <summary>
/// The colors of values from 0 to 1, black over violet, red and orange to light yellow: inferno of matplotlib, which
/// looks equally far apart for equal differences, also in gray and to the color-blind. Fitted by polynomials of degree
/// 6 (Matt Zucker, public domain).
/// </summary>
public static class ColorScale
{
    private const int Levels = 256;

    // Of red, green and blue, the constants first.
    private static readonly double[][] _polynomials =
    [
        [0.0002189403691192265, 0.1065134194856116, 11.60249308247187, -41.70399613139459, 77.162935699427,
            -71.31942824499214, 25.13112622477341],
        [0.001651004631001012, 0.5639564367884091, -3.972853965665698, 17.43639888205313, -33.40235894210092,
            32.62606426397723, -12.24266895238567],
        [-0.01948089843709184, 3.932712388889277, -15.9423941062914, 44.35414519872813, -81.80730925738993,
            73.20951985803202, -23.07032500287172],
    ];

    private static readonly Ink[] _colors = [.. Enumerable.Range(0, Levels).Select(i => Of(i, Levels - 1))];

    /// <summary>Returns the color of a value; below 0 that of 0, above 1 and for no number that of 1.</summary>
    public static Ink At(double value) =>
        _colors[value < 1 ? (int)Math.Round(Math.Max(value, 0) * (Levels - 1)) : Levels - 1];

    private static Ink Of(int index, int last)
    {
        double t = (double)index / last;
        return new(Level(0), Level(1), Level(2));

        byte Level(int color)
        {
            double sum = 0;
            for (int power = _polynomials[color].Length - 1; power >= 0; power--)
                sum = sum * t + _polynomials[color][power];
            return (byte)Math.Round(255 * Math.Clamp(sum, 0, 1));
        }
    }
}
