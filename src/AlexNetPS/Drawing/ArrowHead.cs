namespace AlexNetPS.Drawing;

/// <summary>The head of an arrow, the same in every output.</summary>
internal static class ArrowHead
{
    private const double Length = 5, HalfWidth = 3;

    /// <summary>Returns the triangle at the last point of a line; null if the line has no head or no length.</summary>
    public static AreaShape? Of(LineShape line)
    {
        if (!line.Arrow)
            return null;
        DrawnPoint tip = line.Points[^1], from = line.Points.LastOrDefault(point => point != tip, tip);
        double x = tip.X - from.X, y = tip.Y - from.Y, length = Math.Sqrt(x * x + y * y);
        if (length == 0)
            return null;
        double size = 1 + line.StrokeWidth / 2;
        (x, y) = (x / length * size, y / length * size);
        var back = new DrawnPoint(tip.X - x * Length, tip.Y - y * Length);
        return new(
            [
                tip, new(back.X - y * HalfWidth, back.Y + x * HalfWidth),
                new(back.X + y * HalfWidth, back.Y - x * HalfWidth),
            ],
            line.Stroke);
    }
}
