using System.Globalization;
using System.Text;
using System.Xml;

namespace AlexNetPS.Reports;

/// <summary>Text in XML 1.0, which has no way to write most control characters.</summary>
internal static class XmlText
{
    /// <summary>Returns the text with \u0001 for a character that XML cannot hold, and so on.</summary>
    public static string Of(string text)
    {
        var shown = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
                shown.Append(text, i++, 2);
            else if (XmlConvert.IsXmlChar(text[i]))
                shown.Append(text[i]);
            else
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:X4}");
        }

        return shown.ToString();
    }
}
