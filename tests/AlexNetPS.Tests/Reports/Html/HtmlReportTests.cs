using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using AlexNetPS.Datasets;
using AlexNetPS.Formats.Text;
using AlexNetPS.Imaging;
using AlexNetPS.Inference;
using AlexNetPS.Reports;

namespace AlexNetPS.Tests.Reports.Html;

/// <summary>The page is XML, too, and is read back as such.</summary>
public sealed class HtmlReportTests
{
    private static readonly string[] _classes = ["red", "green", "blue", "<script>alert(1)</script>"];

    [Fact]
    public void LinksLabelsAndHeadingsLeadToTheirParts()
    {
        XElement page = Read(PageSamples.Report(_classes));
        Assert.Equal("en", (string?)page.Attribute("lang"));
        Assert.Single(All(page, "main"));
        Assert.Single(All(page, "h1"));
        string[] ids = [.. page.Descendants().Select(one => (string?)one.Attribute("id")).OfType<string>()];
        Assert.Equal(ids.Distinct(), ids);
        Assert.All(All(page, "a"), link => Assert.Contains(((string)link.Attribute("href")!)[1..], ids));
        Assert.Equal(All(page, "section").Select(one => "#" + (string?)one.Attribute("id")),
            All(page, "nav").Single().Descendants().Attributes("href").Select(one => one.Value));
        Assert.All(page.Descendants().Attributes("aria-labelledby"), one => Assert.Contains(one.Value, ids));
        Assert.All(All(page, "th"), header => Assert.Contains((string?)header.Attribute("scope"), new[] { "col", "row" }));
        Assert.All(All(page, "img"), image => Assert.NotEmpty((string)image.Attribute("alt")!));
        Assert.All(All(page, "tr").GroupBy(row => row.Ancestors().First(one => one.Name.LocalName == "table")),
            rows => Assert.Single(rows.Select(row => row.Elements().Count()).Distinct()));
        // No level is left out.
        int[] levels = [.. page.Descendants().Where(one => Regex.IsMatch(one.Name.LocalName, "^h[1-6]$"))
            .Select(one => one.Name.LocalName[1] - '0')];
        Assert.All(levels.Zip(levels.Skip(1)), pair => Assert.InRange(pair.Second, 1, pair.First + 1));
    }

    [Fact]
    public void ItsPartsAreInTheirOrder() => Assert.Equal(
        ["Summary", "Rules", "Run", "Settings", "Curves", "Evaluation", "Confusion", "Classes", "Worst mistakes",
            "Least certain right ones", "Calibration", "First-layer filters", "Training images as the network sees them", "Dataset",
            "Findings", "Make the run again"],
        All(Read(PageSamples.Report(_classes)), "section").Select(one => one.Elements().First().Value));

    [Fact]
    public void NamesAreText()
    {
        string[] hostile = [.. ReportSamples.Hostile, "\u2067x", "a\"b'c"];
        string[] allowed = [.. Names(Read(PageSamples.Report([.. hostile.Select((_, i) => $"name {i}")])))];
        XElement page = Read(PageSamples.Report(hostile));
        Assert.Empty(Names(page).Except(allowed));
        XElement classes = Table(page, "Classes, lowest recall first");
        Assert.Equal(hostile.Select(name => Shown(name)).Order(StringComparer.Ordinal),
            Rows(classes).Select(row => row[0]).Order(StringComparer.Ordinal));
        Assert.All(All(page, "img"), image => Assert.StartsWith("Image", (string)image.Attribute("alt")!));
        string text = PageSamples.Report(hostile).ToText(ReportFormat.Html);
        Assert.DoesNotContain(text, c => c is '\u202E' or '\u2067' or '\0' or '\u0001');
        Assert.DoesNotContain("<script>alert", text, StringComparison.Ordinal);
        Assert.Equal("Flowers <b> & \"more\"", All(page, "h1").Single().Value);
    }

    [Fact]
    public void NothingIsLoadedAndThePolicyAllowsOnlyWhatIsThere()
    {
        XElement page = Read(PageSamples.Report(_classes));
        string[] addresses = [.. page.Descendants().Attributes().Where(one => one.Name.LocalName is "src" or "href")
            .Select(one => one.Value)];
        Assert.All(addresses, one => Assert.Matches("^(data:image/(png|jpeg);base64,|#)", one));
        Assert.Empty(page.Descendants().Attributes("style"));
        Assert.DoesNotContain(page.Descendants().Attributes(),
            one => one.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
        string policy = (string)All(page, "meta").Single(one => (string?)one.Attribute("http-equiv") is not null)
            .Attribute("content")!;
        string text = PageSamples.Report(_classes).ToText(ReportFormat.Html);
        Assert.StartsWith("default-src 'none'; img-src data:; style-src 'sha256-", policy, StringComparison.Ordinal);
        foreach (string element in new[] { "style", "script" })
        {
            // What a browser hashes: the text between the tags, which is not read as XML.
            string contents = Regex.Match(text, $"<{element}>(.*?)</{element}>", RegexOptions.Singleline).Groups[1].Value;
            Assert.Contains($"{element}-src 'sha256-{Hash(contents)}'", policy, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("http://", Regex.Replace(text, "xmlns=\"[^\"]*\"|\"http://www.w3.org/2000/svg\"", ""),
            StringComparison.Ordinal);
        Assert.DoesNotContain("https://", text, StringComparison.Ordinal);
    }

    [Fact]
    public void TheWorstMistakesComeFirstWithTheirImages()
    {
        ImageNetDataset dataset = PageSamples.Dataset(_classes);
        Evaluation evaluation = PageSamples.Evaluation(dataset);
        XElement page = Read(new Report([], [evaluation], [], dataset: new(dataset, [])));
        XElement mistakes = Section(page, "Worst mistakes");
        Prediction[] expected = [.. evaluation.Predictions.Where(one => one.IsCorrect == false).OrderByDescending(one => one.Loss)];
        Assert.True(expected.Length > 3);
        Assert.Equal(expected.Select(NameOf), Rows(All(mistakes, "table").Single()).Select(row => row[0]));
        XElement[] figures = [.. All(mistakes, "figure")];
        Assert.Equal(expected.Select(one => $"as {one.Label}, {one.Probability * 100:0.0}\u00A0%"),
            figures.Select(one => All(one, "span").ElementAt(1).Value));
        for (int i = 0; i < figures.Length; i++)
        {
            byte[] jpeg = Convert.FromBase64String(((string)All(figures[i], "img").Single().Attribute("src")!).Split(',')[1]);
            RgbImage image = ImageCodecs.Decode(jpeg);
            Assert.Equal((20, 18), (image.Width, image.Height));
        }

        Assert.Equal(evaluation.Predictions.Where(one => one.IsCorrect == true).OrderBy(one => one.Probability).Take(12)
            .Select(NameOf), Rows(All(Section(page, "Least certain right ones"), "table").Single())
            .Select(row => row[0]));
    }

    [Fact]
    public void ImagesAreFoundInTheSameDatasetOpenedAgain()
    {
        Evaluation evaluation = PageSamples.Evaluation(PageSamples.Dataset(_classes));
        XElement again = Read(new Report([], [evaluation], [], dataset: new(PageSamples.Dataset(_classes), [])));
        Assert.NotEmpty(All(Section(again, "Worst mistakes"), "img"));
        XElement other = Read(new Report([], [evaluation], [], dataset: new(PageSamples.Dataset(["a"]), [])));
        Assert.Contains("are not in the dataset", Section(other, "Worst mistakes").Value, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutImagesTheRunIsThereAndWhatNeedsThemSaysSo()
    {
        XElement page = Read(new Report([], [], [ReportSamples.Run("one")]));
        foreach (string title in new[] { "Evaluation", "Training images as the network sees them", "Dataset" })
            Assert.Contains("add -Dataset", Section(page, title).Value, StringComparison.Ordinal);
        Assert.Contains("Tiny on nothing", Section(page, "Run").Value, StringComparison.Ordinal);
        Assert.Equal("-Dataset shows the images.",
            Section(Read(new Report([], [PageSamples.Evaluation(PageSamples.Dataset(_classes))], [])), "Worst mistakes")
                .Elements().ElementAt(1).Value);
    }

    [Fact]
    public void ConfusionsAreOrderedByTheirNumber()
    {
        // Four images of each class, a, b, c, a, b, c and so on.
        int[] predicted = [1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 2];
        Evaluation evaluation = PageSamples.Evaluation(PageSamples.Dataset(["a", "b", "c"]), i => predicted[i]);
        string[][] rows = Rows(Table(Read(new Report([], [evaluation], [])), "Confusions, most frequent first"));
        Assert.Equal([["c", "a", "3", "75.0 %"], ["b", "a", "2", "50.0 %"], ["a", "b", "1", "25.0 %"]], rows);
    }

    [Fact]
    public void SeveralRunsAreComparedByWhatDiffers()
    {
        XElement page = Read(PageSamples.Report(_classes, runs: 2));
        XElement runs = All(Section(page, "Runs"), "table").Single();
        Assert.Equal("LearningRate", All(runs, "th").Where(one => (string?)one.Attribute("scope") == "col").Last().Value);
        Assert.Equal(["0.1", "0.2"], Rows(runs).Select(row => row[^1]));
        Assert.Equal(2, All(Section(page, "Make the runs again"), "code").Count());
    }

    internal static XElement Read(Report report)
    {
        string text = report.ToText(ReportFormat.Html);
        Assert.StartsWith("<!DOCTYPE html>\n<html ", text, StringComparison.Ordinal);
        using var reader = XmlReader.Create(new StringReader(text), new() { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader).Root!;
    }

    internal static IEnumerable<XElement> All(XElement from, string name) =>
        from.Descendants().Where(one => one.Name.LocalName == name);

    internal static XElement Section(XElement page, string title) =>
        All(page, "section").Single(one => one.Elements().First().Value == title);

    private static XElement Table(XElement page, string caption) =>
        All(page, "table").Single(one => All(one, "caption").FirstOrDefault()?.Value == caption);

    private static string[][] Rows(XElement table) => [.. All(All(table, "tbody").Single(), "tr")
        .Select(row => row.Elements().Select(cell => cell.Value).ToArray())];

    private static IEnumerable<string> Names(XElement page) =>
        page.DescendantsAndSelf().Select(one => one.Name.LocalName).Distinct();

    private static string NameOf(Prediction one) => $"{one.ActualLabel}/{one.FileName}";

    private static string Hash(string text) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    // A lone half of a surrogate pair and what is no character are written by their numbers.
    private static string Shown(string name) => string.Concat(TerminalText.OfLine(name).Select((c, i) =>
        XmlConvert.IsXmlChar(c) || (char.IsSurrogate(c) && name.Length > 1) ? $"{c}" : $"\\u{(int)c:X4}"));
}
