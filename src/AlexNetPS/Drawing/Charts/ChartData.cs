using System.Text;
using System.Text.Json;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Drawing.Charts;

/// <summary>
/// The values of a chart as JSON, for the script that shows them: frame in pixels, ranges of the axes (logarithms where
/// they are logarithmic), series with their values, null for a gap.
/// </summary>
internal static class ChartData
{
    public static string Of(Chart chart)
    {
        var layout = new ChartLayout(chart);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            Numbers(json, "frame", [layout.Frame.Left, layout.Frame.Top, layout.Frame.Width, layout.Frame.Height]);
            Axis(json, "x", chart.X, layout.X);
            Axis(json, "y", chart.Y, layout.Y);
            json.WriteStartArray("series");
            foreach (ChartSeries series in chart.Series)
                Series(json, series);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Axis(Utf8JsonWriter json, string name, ChartAxis axis, AxisScale scale)
    {
        json.WriteStartObject(name);
        json.WriteString("label", axis.Label);
        Numbers(json, "range", [scale.From, scale.To]);
        json.WriteBoolean("log", scale.Logarithmic);
        json.WriteBoolean("percent", axis.Percent);
        json.WriteEndObject();
    }

    private static void Series(Utf8JsonWriter json, ChartSeries series)
    {
        json.WriteStartObject();
        json.WriteString("name", TerminalText.OfLine(series.Name));
        json.WriteNumber("color", series.Color % ChartPalette.Count);
        if (series.Marked is int marked)
            json.WriteNumber("marked", marked);
        Numbers(json, "x", series.X);
        Numbers(json, "y", series.Y);
        json.WriteEndObject();
    }

    private static void Numbers(Utf8JsonWriter json, string name, IEnumerable<double> values)
    {
        json.WriteStartArray(name);
        foreach (double value in values)
        {
            // Six digits are more than a chart shows.
            if (double.IsFinite(value))
                json.WriteNumberValue(Rounded(value));
            else
                json.WriteNullValue();
        }

        json.WriteEndArray();
    }

    private static double Rounded(double value) =>
        double.Parse(value.ToString("G6", System.Globalization.CultureInfo.InvariantCulture),
            System.Globalization.CultureInfo.InvariantCulture);
}
