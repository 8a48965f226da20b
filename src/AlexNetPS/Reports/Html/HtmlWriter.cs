using System.Globalization;
using System.Text;
using System.Xml;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Reports.Html;

/// <summary>
/// Writes HTML that is XML, too. Texts and values of attributes are escaped, and show control characters and those
/// that turn the direction of writing as \u202E.
/// </summary>
internal sealed class HtmlWriter : IDisposable
{
    private const string Namespace = "http://www.w3.org/1999/xhtml";

    private readonly StringBuilder _text = new("<!DOCTYPE html>\n");
    private readonly XmlWriter _xml;

    public HtmlWriter()
    {
        _xml = XmlWriter.Create(_text, new()
        {
            OmitXmlDeclaration = true,
            NewLineHandling = NewLineHandling.None,
            ConformanceLevel = ConformanceLevel.Fragment,
        });
    }

    /// <summary>Begins an element; attributes without a value are left out.</summary>
    public void Open(string name, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        _xml.WriteStartElement(name, Namespace);
        foreach ((string attribute, string? value) in attributes)
        {
            if (value is not null)
                _xml.WriteAttributeString(attribute, Shown(value));
        }
    }

    /// <summary>Ends the last element that has begun, with an end tag.</summary>
    public void Close() => _xml.WriteFullEndElement();

    /// <summary>Ends the last element and begins a line of the file.</summary>
    public void CloseLine()
    {
        Close();
        Line();
    }

    /// <summary>Begins a line of the file, where none is shown.</summary>
    public void Line() => _xml.WriteWhitespace("\n");

    /// <summary>Writes an element with a text.</summary>
    public void Element(string name, string text, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Open(name, attributes);
        Text(text);
        Close();
    }

    /// <summary>Writes an element that has no contents and no end tag: img, meta.</summary>
    public void Void(string name, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Open(name, attributes);
        _xml.WriteEndElement();
    }

    /// <summary>Writes a text.</summary>
    public void Text(string text) => _xml.WriteString(Shown(text));

    /// <summary>Writes a number.</summary>
    public void Number(long number) => _xml.WriteString(number.ToString("N0", CultureInfo.InvariantCulture));

    /// <summary>Writes markup that this program has made: a chart, a script, a style. Never text from a file.</summary>
    public void Markup(string markup) => _xml.WriteRaw(markup);

    /// <inheritdoc/>
    public void Dispose() => _xml.Dispose();

    /// <summary>Returns the page.</summary>
    public override string ToString()
    {
        _xml.Flush();
        return $"{_text}\n";
    }

    private static string Shown(string text) => XmlText.Of(TerminalText.Of(text));
}
