using System.Text;
using AlexNetPS.Formats.Text;
using AlexNetPS.Inference;
using AlexNetPS.Reports;
using AlexNetPS.Reports.Markdown;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace AlexNetPS.Tests.Reports;

/// <summary>Read back with Markdig: what a person sees are the names, and the tables have the cells.</summary>
public sealed class MarkdownReportTests
{
    private static readonly MarkdownPipeline _github = new MarkdownPipelineBuilder().UsePipeTables().UseAutoLinks()
        .UseEmphasisExtras().UseTaskLists().Build();

    [Fact]
    public void ClassNamesAreTextInTheirCells()
    {
        Evaluation evaluation = ReportSamples.Evaluation(ReportSamples.Hostile);
        MarkdownDocument page = Read(MarkdownReport.Of(new Report([], [evaluation], []), 1_000_000)!);
        Table classes = page.Descendants<Table>().Single(table => ((TableRow)table[0]).Count == 6);
        string[] expected = [.. evaluation.Classes.OrderBy(c => c.Recall).ThenBy(c => c.Name, StringComparer.Ordinal)
            .Select(c => Shown(c.Name)).Take(25)];
        Assert.Equal(expected, Enumerable.Range(1, 25).Select(row => Cell(classes, row, 0)));
        Assert.All(classes.OfType<TableRow>(), row => Assert.Equal(6, row.Count));
    }

    [Fact]
    public void NothingInAnyTextIsMarkup()
    {
        foreach (string name in ReportSamples.Hostile)
        {
            Evaluation evaluation = ReportSamples.Evaluation([name, "b" + name]);
            var report = new Report([ReportSamples.Rule(evaluation, passed: false, evidence: name)], [],
                [ReportSamples.Run("run", stopReason: name)], title: "x" + name);
            MarkdownDocument page = Read(report.ToText(ReportFormat.Markdown));
            Assert.Empty(page.Descendants<LinkInline>());
            Assert.Empty(page.Descendants<AutolinkInline>());
            Assert.Empty(page.Descendants<CodeInline>());
            Assert.Empty(page.Descendants<CodeBlock>());
            Assert.Empty(page.Descendants<QuoteBlock>());
            Assert.All(page.Descendants<HtmlInline>(), tag => Assert.Contains(tag.Tag,
                new[] { "<code>", "</code>", "<span>", "</span>" }));
            Assert.All(page.Descendants<HtmlBlock>().Select(block => $"{block.Lines}".Trim()), html =>
                Assert.Matches(@"^(<details>\r?\n<summary>[A-Za-z0-9, :]+</summary>|</details>)$", html));
            Assert.Equal(["x" + name, "Evaluation", "Run", "Findings"],
                page.Descendants<HeadingBlock>().Select(heading => Text(heading.Inline!)).Select((text, i) =>
                    i == 0 && text == Prose("x" + name) ? "x" + name : text));
            // Mentions, issue numbers and emoji are made of the text between two elements.
            Assert.All(page.Descendants<LiteralInline>(), literal =>
                // No emoji has a name of two digits, as the minutes of a time have.
                Assert.DoesNotMatch(@"@\w|#\d|:(?!\d\d:)\w+:", InCode(literal) ? "" : $"{literal.Content}"));
        }
    }

    [Fact]
    public void TheVerdictAndFailedRulesComeFirst()
    {
        Evaluation evaluation = ReportSamples.Evaluation(["a", "b"]);
        string text = new Report([ReportSamples.Rule(evaluation, true), ReportSamples.Rule(evaluation, false, "MaxLoss")],
            [evaluation], [], "Gate").ToText(ReportFormat.Markdown);
        Assert.StartsWith("# Gate\n\n❌ **failed**: 1 of 2 rules are not kept\n\n| Rule | Verdict | Measured |", text,
            StringComparison.Ordinal);
        Table rules = Read(text).Descendants<Table>().First();
        Assert.Equal(["Rule", "MaxLoss", "MinTop1"], Enumerable.Range(0, 3).Select(row => Cell(rules, row, 0)));
        Assert.Equal("❌ failed", Cell(rules, 1, 1));
        Assert.Equal("✅ passed", Cell(rules, 2, 1));
        Assert.Equal("images 40, lowest class red", Cell(rules, 2, 4));
        Assert.Contains("| Top-1 accuracy | 50.0 % | 9.5 to 90.5 % |", text, StringComparison.Ordinal);
    }

    [Fact]
    public void SeveralRunsAreComparedByWhatDiffers()
    {
        string text = new Report([], [], [ReportSamples.Run("one"), ReportSamples.Run("two", 0.2)]).ToText(ReportFormat.Markdown);
        Table runs = Read(text).Descendants<Table>().First();
        Assert.Equal(["Run", "Status", "Validation top-1", "Loss", "Best epoch", "Epochs", "Time", "LearningRate"],
            Enumerable.Range(0, 8).Select(column => Cell(runs, 0, column)));
        Assert.Equal(["one", "Completed", "62.5 %", "0.7000", "1", "2", "0:01:15", "0.1"],
            Enumerable.Range(0, 8).Select(column => Cell(runs, 1, column)));
        Assert.Equal("0.2", Cell(runs, 2, 7));
        Assert.Contains("Lower it.", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(64_000)]
    [InlineData(8_000)]
    [InlineData(2_000)]
    [InlineData(500)]
    [InlineData(150)]
    public void ALimitCutsRowsAndSectionsAndSaysSo(int limit)
    {
        string[] classes = [.. Enumerable.Range(0, 300).Select(i => $"\U0001F339\U0001F339 a | long name of {i} \uAC00")];
        Evaluation[] evaluations = [.. Enumerable.Range(0, 30).Select(_ => ReportSamples.Evaluation(classes))];
        string text = MarkdownReport.Of(new Report(evaluations.Select(one => ReportSamples.Rule(one, false)), [], []), limit)!;
        Assert.InRange(Encoding.UTF8.GetByteCount(text), 50, limit);
        Assert.DoesNotContain('\uFFFD', Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)));
        Assert.Matches(@"\*Left out, because there is room for [\d,]+ bytes: \d+ sections\.\*\n$", text);
        Assert.Equal(Count(text, "<details>"), Count(text, "</details>"));
        Assert.All(Read(text).Descendants<Table>(), table => Assert.All(table.OfType<TableRow>(),
            row => Assert.Equal(table.OfType<TableRow>().First().Count, row.Count)));
    }

    [Fact]
    public void WithoutRoomForTheTitleThereIsNone() =>
        Assert.Null(MarkdownReport.Of(new Report([], [ReportSamples.Evaluation(["a", "b"])], []), 60));

    [Fact]
    public void TheCultureChangesNothing()
    {
        var report = new Report([], [ReportSamples.Evaluation(["a", "b"])], [ReportSamples.Run("r")]);
        var before = System.Globalization.CultureInfo.CurrentCulture;
        string[] texts = [.. new[] { "", "de-DE", "ar-SA" }.Select(culture =>
        {
            System.Globalization.CultureInfo.CurrentCulture = new(culture);
            try
            {
                return string.Concat(Enum.GetValues<ReportFormat>().Select(format => report.ToText(format)));
            }
            finally
            {
                System.Globalization.CultureInfo.CurrentCulture = before;
            }
        })];
        Assert.Equal(texts[0], texts[1]);
        Assert.Equal(texts[0], texts[2]);
    }

    private static MarkdownDocument Read(string text) => Markdown.Parse(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)), _github);

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private static string Cell(Table table, int row, int column) =>
        Text(((ParagraphBlock)((TableCell)((TableRow)table[row])[column])[0]).Inline!);

    // What a person sees: without the tags.
    private static string Text(ContainerInline inline) => string.Concat(inline.Descendants<Inline>().Select(part => part switch
    {
        LiteralInline literal => $"{literal.Content}",
        HtmlEntityInline entity => $"{entity.Transcoded}",
        LineBreakInline => "\n",
        _ => "",
    }));

    private static bool InCode(LiteralInline literal) =>
        literal.PreviousSibling is HtmlInline { Tag: "<code>" } || literal.Parent?.FirstChild is HtmlInline { Tag: "<code>" };

    private static string Shown(string name) => Utf8(TerminalText.Of(name)
        .Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal));

    private static string Prose(string name) => Utf8(TerminalText.Of(name)
        .Replace('\r', ' ').Replace('\n', ' ')).TrimEnd();

    private static string Utf8(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
