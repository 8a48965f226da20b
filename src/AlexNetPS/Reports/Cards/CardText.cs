using System.Globalization;
using System.Text;
using AlexNetPS.Formats.Text;
using AlexNetPS.Reports.Markdown;

namespace AlexNetPS.Reports.Cards;

/// <summary>Builds the Markdown of a card. Everything that is not code is escaped: names of classes are data.</summary>
internal sealed class CardText
{
    private readonly StringBuilder _text = new();

    /// <summary>Adds a heading.</summary>
    public void Heading(int level, string text) =>
        Line($"{new string('#', level)} {MarkdownText.Of(text)}\n");

    /// <summary>Adds a paragraph.</summary>
    public void Paragraph(string text) => Line($"{MarkdownText.Of(text)}\n");

    /// <summary>Adds a list.</summary>
    public void List(IEnumerable<string> items)
    {
        foreach (string item in items)
            Line($"- {MarkdownText.Of(item)}");
        Line("");
    }

    /// <summary>Adds a table.</summary>
    public void Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        Row(header);
        Line($"|{string.Concat(header.Select(_ => " --- |"))}");
        foreach (IReadOnlyList<string> row in rows)
            Row(row);
        Line("");
    }

    /// <summary>Adds code in a fence that no line of it can close.</summary>
    public void Code(string language, IEnumerable<string> lines)
    {
        string code = string.Join('\n', lines);
        int ticks = 2, run = 0;
        foreach (char c in code)
        {
            run = c == '`' ? run + 1 : 0;
            ticks = Math.Max(ticks, run);
        }

        string fence = new('`', ticks + 1);
        Line($"{fence}{language}\n{code}\n{fence}\n");
    }

    /// <summary>Adds what is shown on request.</summary>
    public void Details(string summary, Action add)
    {
        Line($"<details>\n<summary>{MarkdownText.Of(summary)}</summary>\n");
        add();
        Line("</details>\n");
    }

    /// <summary>Returns a number with separators of thousands.</summary>
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Returns a text of one line.</summary>
    public static string OneLine(string text) => TerminalText.Of(text.ReplaceLineEndings(" ").Replace('\t', ' '));

    /// <inheritdoc/>
    public override string ToString() => _text.ToString().TrimEnd('\n') + "\n";

    private void Row(IEnumerable<string> cells) =>
        Line($"| {string.Join(" | ", cells.Select(MarkdownText.Of))} |");

    private void Line(string text) => _text.Append(text).Append('\n');
}
