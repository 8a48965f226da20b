using System.Globalization;
using AlexNetPS.Drawing;
using AlexNetPS.Formats.Csv;
using AlexNetPS.Formats.Files;
using AlexNetPS.Imaging;

namespace AlexNetPS.Inference.Samples;

/// <summary>A contact sheet, not yet drawn as pixels.</summary>
/// <param name="Picture">The sheet as shapes.</param>
/// <param name="Legend">
/// The images by their numbers, from 1, if the fonts of the system do not have all characters and the sheet shows
/// numbers; otherwise empty.
/// </param>
/// <param name="Warning">Which characters the fonts do not have, and where to get some; null if they have all.</param>
public sealed record ContactSheet(Picture Picture, IReadOnlyList<LegendEntry> Legend, string? Warning)
{
    /// <summary>Returns the path of the legend beside a sheet: sheet.csv for sheet.png.</summary>
    /// <param name="path">Path of the sheet.</param>
    public static string LegendPath(string path) => Path.ChangeExtension(path, ".csv");

    /// <summary>Draws the sheet.</summary>
    public RgbImage Render() => Pictures.Renderer.Render(Picture);

    /// <summary>Writes the sheet, and the legend beside it if there is one.</summary>
    /// <param name="path">Path that ends with .png, .jpg or .jpeg.</param>
    public void Write(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        RgbImage sheet = Render();
        if (Legend.Count > 0)
            FileReplacement.WriteText(LegendPath(path), WriteLegend);
        if (path.EndsWith(".png", StringComparison.OrdinalIgnoreCase))
            ImageEncoder.WritePng(path, sheet.View);
        else
            ImageEncoder.WriteJpeg(path, sheet.View);
    }

    private void WriteLegend(TextWriter output)
    {
        using ITableWriter table = TableFormats.Csv.Create(output, ["Number", "Path", "Label", "Prediction"]);
        for (int i = 0; i < Legend.Count; i++)
        {
            table.Write([(i + 1).ToString(CultureInfo.InvariantCulture), Legend[i].Path, Legend[i].Label,
                Legend[i].Prediction]);
        }
    }
}
