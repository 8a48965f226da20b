using System.Xml.Linq;

namespace AlexNetPS.Drawing.Charts;

/// <summary>Contents of the SVG of a chart.</summary>
internal static class ChartBody
{
    private static readonly string[] _colored = ["fill", "stroke"];

    public static SvgPart Of(Chart chart, string id, ChartColors colors)
    {
        var layout = new ChartLayout(chart);
        var body = new SvgBody(id, colors);
        body.Raw("<g aria-hidden=\"true\">");
        foreach (XElement element in XElement.Parse(ChartRenderers.Default.Svg(layout.Plot)).Elements())
            body.Raw(Adapted(element, id, colors).ToString(SaveOptions.DisableFormatting));
        foreach (LegendEntry entry in layout.Legend)
            LegendSymbol.Add(body, entry);
        body.Raw("</g>");
        for (int i = 0; i < layout.Texts.Count; i++)
            body.Add(layout.Texts[i], isTitle: i == 0);
        return new(layout.Width, layout.Height, body.ToString());
    }

    // An id is unique in its file only, and a color is that of the page. Presentation attributes have no variables.
    private static XElement Adapted(XElement element, string id, ChartColors colors)
    {
        var adapted = new XElement(element.Name.LocalName);
        string style = "";
        foreach (XAttribute attribute in element.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration))
        {
            string name = attribute.Name.LocalName, value = attribute.Value;
            if (name == "id")
                adapted.SetAttributeValue(name, $"{id}-{value}");
            else if (value.StartsWith("url(#", StringComparison.Ordinal))
                adapted.SetAttributeValue(name, $"url(#{id}-{value["url(#".Length..]}");
            else if (_colored.Contains(name) && value.StartsWith('#'))
                style += $"{(style.Length > 0 ? "; " : "")}{name}: {colors.Of(value)}";
            else
                adapted.SetAttributeValue(name, value);
        }

        if (style.Length > 0)
            adapted.SetAttributeValue("style", style);
        adapted.Add(element.Elements().Select(child => Adapted(child, id, colors)));
        return adapted;
    }
}
