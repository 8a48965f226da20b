using AlexNetPS.Imaging;

namespace AlexNetPS.Drawing.Charts;

/// <summary>Draws plots with a library for charts. Implemented by the plug-in AlexNetPS.SkiaSharp.</summary>
internal interface IChartRenderer
{
    /// <summary>Draws a plot as SVG, on no background.</summary>
    /// <param name="plot">The plot.</param>
    string Svg(Plot plot);

    /// <summary>Draws a plot as pixels on white.</summary>
    /// <param name="plot">The plot.</param>
    /// <param name="scale">Pixels of the image for each of the plot.</param>
    RgbImage Render(Plot plot, double scale);
}
