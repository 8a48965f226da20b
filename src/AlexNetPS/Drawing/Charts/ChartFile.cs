using System.Text;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Plugins;
using AlexNetPS.Imaging;

namespace AlexNetPS.Drawing.Charts;

/// <summary>Files of charts, one below the other.</summary>
public static class ChartFile
{
    // Pixels of a PNG for each of a chart: sharp where a screen has twice as many.
    private const double Scale = 2;

    /// <summary>Replaces a file with the charts.</summary>
    /// <param name="path">Path that ends with .png or .svg, in a folder that exists.</param>
    /// <param name="charts">At least one chart.</param>
    /// <exception cref="ArgumentException">The extension is another, or there is no chart.</exception>
    /// <exception cref="PluginException">The plug-in AlexNetPS.SkiaSharp is missing or cannot be loaded.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<Chart> charts)
    {
        ArgumentNullException.ThrowIfNull(charts);
        if (charts.Count == 0)
            throw new ArgumentException("There is no chart to write.", nameof(charts));
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".png":
                ImageEncoder.WritePng(path, ChartPicture.Render(charts, Scale));
                break;
            case ".svg":
                byte[] text = Encoding.UTF8.GetBytes(ChartSvg.File(charts));
                FileReplacement.Write(path, stream => stream.Write(text));
                break;
            default:
                throw new ArgumentException($"'{path}' is no file of a chart: it must end with .png or .svg.",
                    nameof(path));
        }
    }
}
