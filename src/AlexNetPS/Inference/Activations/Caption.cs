using System.Globalization;
using AlexNetPS.Drawing;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Inference.Activations;

/// <summary>The lines above a picture of activations, and the legend of their colors.</summary>
internal static class Caption
{
    public const double Margin = 20, Height = 78;

    private const double Title = 18, Text = 14, Small = 12, BarHeight = 12;
    private static readonly Ink _soft = new(105, 105, 105);

    /// <summary>The file; class and probability; layer and model.</summary>
    public static IEnumerable<Shape> Lines(ActivationMap map, string what, double width)
    {
        string name = Path.GetFileName(map.Path);
        string verdict = $"{map.Class} {Percent(map.Probability)}";
        if (map.Class != map.PredictedClass)
            verdict += $"; predicted: {map.PredictedClass} {Percent(map.PredictedProbability)}";
        if (map.ActualLabel is string label)
            verdict += $"; label: {label}";
        yield return Line(name, Title, 18, Ink.Dark, width, bold: true);
        yield return Line(verdict, Text, 41, Ink.Dark, width);
        yield return Line($"{what}, {map.Layer}, {map.Model}", Text, 61, _soft, width);
    }

    /// <summary>A line that ends with an ellipsis if it is too long.</summary>
    public static TextShape Line(string text, double size, double baseline, Ink color, double width, bool bold = false) =>
        new(Margin, baseline + Margin - 6, Fit(TerminalText.OfLine(text), size, bold, width), size, color, Bold: bold);

    /// <summary>A header of a part of the picture.</summary>
    public static TextShape Header(string text, double left, double baseline, double width) =>
        new(left, baseline, Fit(TerminalText.OfLine(text), Small, false, width), Small, _soft);

    /// <summary>A small number that ends at a place.</summary>
    public static TextShape Number(int number, double right, double baseline) => new(right, baseline,
        number.ToString(CultureInfo.InvariantCulture), 10, _soft, TextAnchor.End);

    /// <summary>Colors from the lowest to the highest value, with what they mean on both sides.</summary>
    public static IEnumerable<Shape> Legend(double left, double top, double width, string lowest, string highest)
    {
        int steps = (int)width;
        byte[] pixels = new byte[steps * 3];
        for (int i = 0; i < steps; i++)
        {
            Ink color = ColorScale.At(i / (steps - 1.0));
            (pixels[3 * i], pixels[3 * i + 1], pixels[3 * i + 2]) = (color.Red, color.Green, color.Blue);
        }

        yield return new ImageShape(left, top, width, BarHeight, new(steps, 1, pixels), Sharp: true);
        yield return new TextShape(left, top + BarHeight + 15, lowest, Small, _soft);
        yield return new TextShape(left + width, top + BarHeight + 15, Fit(highest, Small, false, width - 40), Small,
            _soft, TextAnchor.End);
    }

    public static string Percent(float probability) =>
        string.Create(CultureInfo.InvariantCulture, $"{probability * 100:0.0} %");

    public static string Number(double value) => value.ToString("G3", CultureInfo.InvariantCulture);

    private static string Fit(string text, double size, bool bold, double width) =>
        TextFit.Start(Pictures.Renderer, text, width, size, bold);
}
