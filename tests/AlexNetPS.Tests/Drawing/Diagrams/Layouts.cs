using AlexNetPS.Drawing;

namespace AlexNetPS.Tests.Drawing.Diagrams;

/// <summary>What layouts are checked for.</summary>
internal static class Layouts
{
    public static void AssertApart(BoxShape[] shapes)
    {
        for (int i = 0; i < shapes.Length; i++)
        {
            for (int j = i + 1; j < shapes.Length; j++)
                Assert.False(Overlap(shapes[i], shapes[j]), $"{shapes[i]} {shapes[j]}");
        }
    }

    public static bool Overlap(BoxShape one, BoxShape other) =>
        one.X + 0.01 < other.X + other.Width && other.X + 0.01 < one.X + one.Width
        && one.Y + 0.01 < other.Y + other.Height && other.Y + 0.01 < one.Y + one.Height;

    // As high as capitals and what is below the line.
    public static BoxShape Around(TextShape text)
    {
        double width = TextEstimate.Width(text.Text, text.Size, text.Bold);
        double left = text.X - text.Anchor switch { TextAnchor.Middle => width / 2, TextAnchor.End => width, _ => 0 };
        return new(left, text.Y - 0.75 * text.Size, width, text.Size, null);
    }
}
