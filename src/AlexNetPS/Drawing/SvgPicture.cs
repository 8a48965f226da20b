using System.Globalization;
using System.Text;
using System.Xml;
using AlexNetPS.Formats.Text;
using AlexNetPS.Imaging;

namespace AlexNetPS.Drawing;

/// <summary>
/// A picture as an SVG file that stands alone: texts stay texts, images are within. It has a title and a description,
/// which screen readers read.
/// </summary>
public static class SvgPicture
{
    private const string Namespace = "http://www.w3.org/2000/svg";

    // No font travels with the file.
    private const string Fonts = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

    /// <summary>Returns the file.</summary>
    /// <param name="picture">The picture.</param>
    public static string Of(Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var text = new StringBuilder();
        var settings = new XmlWriterSettings { OmitXmlDeclaration = true, Indent = true, NewLineChars = "\n" };
        using (var xml = XmlWriter.Create(text, settings))
        {
            xml.WriteStartElement("svg", Namespace);
            Attribute(xml, "viewBox", $"0 0 {Number(picture.Width)} {Number(picture.Height)}");
            Attribute(xml, "width", picture.Width);
            Attribute(xml, "height", picture.Height);
            Attribute(xml, "role", "img");
            Attribute(xml, "font-family", Fonts);
            Named(xml, "title", picture.Title);
            Named(xml, "desc", picture.Description);
            Write(xml, new BoxShape(0, 0, picture.Width, picture.Height, picture.Background));
            foreach (Shape shape in picture.Shapes)
                Write(xml, shape);
            xml.WriteEndElement();
        }

        return text.Append('\n').ToString();
    }

    private static void Write(XmlWriter xml, Shape shape)
    {
        switch (shape)
        {
            case BoxShape box:
                xml.WriteStartElement("rect", Namespace);
                Frame(xml, box.X, box.Y, box.Width, box.Height);
                if (box.Radius > 0)
                    Attribute(xml, "rx", box.Radius);
                Paint(xml, box.Fill, box.Stroke, box.StrokeWidth);
                break;
            case LineShape line:
                xml.WriteStartElement("polyline", Namespace);
                Points(xml, line.Points);
                Paint(xml, null, line.Stroke, line.StrokeWidth);
                if (line.Dashed)
                    Attribute(xml, "stroke-dasharray", $"{Number(4 * line.StrokeWidth)} {Number(3 * line.StrokeWidth)}");
                break;
            case AreaShape area:
                xml.WriteStartElement("polygon", Namespace);
                Points(xml, area.Points);
                Paint(xml, area.Fill, area.Stroke, area.StrokeWidth);
                break;
            case TextShape letters:
                WriteText(xml, letters);
                break;
            case ImageShape image:
                xml.WriteStartElement("image", Namespace);
                Frame(xml, image.X, image.Y, image.Width, image.Height);
                Attribute(xml, "preserveAspectRatio", "none");
                if (image.Sharp)
                    Attribute(xml, "style", "image-rendering: pixelated");
                Attribute(xml, "href",
                    $"data:image/png;base64,{Convert.ToBase64String(ImageEncoder.EncodePng(image.Image.View))}");
                break;
            default:
                return;
        }

        xml.WriteEndElement();
        if (shape is LineShape arrow && ArrowHead.Of(arrow) is AreaShape head)
            Write(xml, head);
    }

    private static void WriteText(XmlWriter xml, TextShape text)
    {
        xml.WriteStartElement("text", Namespace);
        Attribute(xml, "x", text.X);
        Attribute(xml, "y", text.Y);
        Attribute(xml, "font-size", text.Size);
        if (text.Bold)
            Attribute(xml, "font-weight", "bold");

        // Start and end change places in a text from right to left; the anchor is a side.
        Attribute(xml, "direction", "ltr");
        if (text.Anchor != TextAnchor.Start)
            Attribute(xml, "text-anchor", text.Anchor == TextAnchor.Middle ? "middle" : "end");
        Fill(xml, "fill", text.Color);
        xml.WriteString(Valid(text.Text));
    }

    private static void Named(XmlWriter xml, string element, string text)
    {
        if (text.Length > 0)
            xml.WriteElementString(element, Namespace, Valid(text));
    }

    private static void Frame(XmlWriter xml, double x, double y, double width, double height)
    {
        Attribute(xml, "x", x);
        Attribute(xml, "y", y);
        Attribute(xml, "width", width);
        Attribute(xml, "height", height);
    }

    private static void Points(XmlWriter xml, IReadOnlyList<DrawnPoint> points) =>
        Attribute(xml, "points", string.Join(' ', points.Select(point => $"{Number(point.X)},{Number(point.Y)}")));

    private static void Paint(XmlWriter xml, Ink? fill, Ink? stroke, double width)
    {
        if (fill is Ink inside)
            Fill(xml, "fill", inside);
        else
            Attribute(xml, "fill", "none");
        if (stroke is not Ink outline)
            return;
        Fill(xml, "stroke", outline);
        Attribute(xml, "stroke-width", width);
    }

    private static void Fill(XmlWriter xml, string attribute, Ink ink)
    {
        Attribute(xml, attribute, $"#{ink.Red:x2}{ink.Green:x2}{ink.Blue:x2}");
        if (ink.Alpha < 255)
            Attribute(xml, $"{attribute}-opacity", Number(ink.Alpha / 255.0));
    }

    private static void Attribute(XmlWriter xml, string name, double value) => Attribute(xml, name, Number(value));

    private static void Attribute(XmlWriter xml, string name, string value) => xml.WriteAttributeString(name, value);

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    // XML has no form for control characters and halves of characters.
    private static string Valid(string text)
    {
        var valid = new StringBuilder(text.Length);
        foreach (Rune rune in TerminalText.OfLine(text).EnumerateRunes())
        {
            if (rune.Value is not (0xFFFE or 0xFFFF))
                valid.Append(rune.ToString());
        }

        return valid.ToString();
    }
}
