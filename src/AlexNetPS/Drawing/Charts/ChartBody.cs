using System.Xml.Linq;

namespace AlexNetPS.Drawing.Charts;

/// <summary>Contents of the SVG of a chart.</summary>
internal static class ChartBody
{
    private const string Reference = "url(#";

    private static readonly string[] _colored = ["fill", "stroke"];

    public static SvgPart Of(Chart chart, string id, ChartColors colors)
    {
        var layout = new ChartLayout(chart);
        var body = new SvgBody(id, colors);
        body.Raw("<g aria-hidden=\"true\">");
        XElement drawn = XElement.Parse(ChartRenderers.Default.Svg(layout.Plot));
        // The library numbers its ids through all drawings of the process.
        Dictionary<string, string> ids = drawn.Descendants().Attributes("id").Select(attribute => attribute.Value)
            .Distinct().Index().ToDictionary(one => one.Item, one => $"{id}-{one.Index}");
        foreach (XElement element in drawn.Elements())
            body.Raw(Adapted(element, ids, colors).ToString(SaveOptions.DisableFormatting));
        foreach (LegendEntry entry in layout.Legend)
            LegendSymbol.Add(body, entry);
        body.Raw("</g>");
        for (int i = 0; i < layout.Texts.Count; i++)
            body.Add(layout.Texts[i], isTitle: i == 0);
        return new(layout.Width, layout.Height, body.ToString());
    }

    // An id is unique in its file only, and a color is that of the page. A page may forbid style attributes.
    private static XElement Adapted(XElement element, Dictionary<string, string> ids,
        ChartColors colors)
    {
        var adapted = new XElement(element.Name.LocalName);
        foreach (XAttribute attribute in element.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration))
        {
            string name = attribute.Name.LocalName, value = attribute.Value;
            if (name == "id")
                adapted.SetAttributeValue(name, ids[value]);
            else if (value.StartsWith(Reference, StringComparison.Ordinal))
                adapted.SetAttributeValue(name, $"{Reference}{ids[value[Reference.Length..^1]]})");
            else if (_colored.Contains(name) && value.StartsWith('#'))
                adapted.SetAttributeValue(name, colors.Of(value));
            else
                adapted.SetAttributeValue(name, value);
        }

        adapted.Add(element.Elements().Select(child => Adapted(child, ids, colors)));
        return adapted;
    }
}
