using System.Text;
using System.Xml;
using System.Xml.Linq;
using AlexNetPS.Inference;
using AlexNetPS.Reports;

namespace AlexNetPS.Tests.Reports;

public sealed class JUnitReportTests
{
    // Elements with their attributes, as junit-10.xsd of Jenkins' xUnit plugin has them.
    private static readonly Dictionary<string, string[]> _schema = new()
    {
        ["testsuites"] = ["name", "time", "tests", "failures", "errors", "disabled"],
        ["testsuite"] = ["name", "tests", "failures", "errors", "skipped", "time", "timestamp", "hostname", "id"],
        ["properties"] = [],
        ["property"] = ["name", "value"],
        ["testcase"] = ["name", "classname", "time", "assertions", "status"],
        ["failure"] = ["message", "type"],
        ["skipped"] = ["message", "type"],
        ["system-out"] = [],
    };

    [Fact]
    public void ARuleIsATestCase()
    {
        Evaluation evaluation = ReportSamples.Evaluation(["a", "b"]);
        XElement all = Read(new Report([ReportSamples.Rule(evaluation, true), ReportSamples.Rule(evaluation, false, "MaxLoss")],
            [], [], "Gate"));
        Assert.Equal(("Gate", "2", "1", "1.500"), ((string)all.Attribute("name")!, (string)all.Attribute("tests")!,
            (string)all.Attribute("failures")!, (string)all.Attribute("time")!));
        XElement suite = Assert.Single(all.Elements());
        Assert.Equal(("2", "1"), ((string)suite.Attribute("tests")!, (string)suite.Attribute("failures")!));
        XElement[] cases = [.. suite.Elements("testcase")];
        Assert.Equal(["MinTop1", "MaxLoss"], cases.Select(one => (string)one.Attribute("name")!));
        Assert.All(cases, one => Assert.Equal($"{evaluation.Model}.painted", (string)one.Attribute("classname")!));
        Assert.Null(cases[0].Element("failure"));
        Assert.Equal("MaxLoss: 0.84999999 is below the limit of 0.85.", (string)cases[1].Element("failure")!.Attribute("message")!);
        Assert.Equal("0.5", Property(suite, "top1"));
        Assert.Equal("0.84999999", Property(suite, "MaxLoss.measured"));
    }

    [Fact]
    public void WhatHasNoRuleIsATestToo()
    {
        XElement all = Read(new Report([], [ReportSamples.Evaluation(["a", "b"])],
            [ReportSamples.Run("one"), ReportSamples.Run("two", stopReason: "Ctrl+C")]));
        Assert.Equal("3", (string)all.Attribute("tests")!);
        Assert.Equal(["Evaluated", "Trained", "Trained"],
            all.Elements("testsuite").Select(suite => (string)suite.Elements("testcase").Single().Attribute("name")!));
        Assert.Equal("Ctrl+C", ((string)all.Descendants("skipped").Single().Attribute("message")!)[..6]);
        Assert.Equal("0.625", Property(all.Elements().ElementAt(1), "top1.validation"));
    }

    [Fact]
    public void AnyNameIsReadBack()
    {
        foreach (string name in ReportSamples.Hostile)
        {
            Evaluation evaluation = ReportSamples.Evaluation([name, "b" + name]);
            XElement all = Read(new Report([ReportSamples.Rule(evaluation, false, evidence: name)], [],
                [ReportSamples.Run("run", stopReason: name)], title: name + "x"));
            string shown = name.Replace("\u0001\u0000", "\\u0001\\u0000", StringComparison.Ordinal)
                .Replace("\uFFFE", "\\uFFFE", StringComparison.Ordinal).Replace("\uD800", "\\uD800", StringComparison.Ordinal);
            Assert.Equal(shown + "x", (string)all.Attribute("name")!);
            Assert.EndsWith($"lowest class {shown.Replace("\r\n", "\n", StringComparison.Ordinal)}",
                all.Descendants("failure").Single().Value, StringComparison.Ordinal);
        }
    }

    private static string Property(XElement suite, string name) => (string)suite.Element("properties")!.Elements()
        .Single(property => (string)property.Attribute("name")! == name).Attribute("value")!;

    private static XElement Read(Report report)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(report.ToText(ReportFormat.JUnit));
        using var xml = XmlReader.Create(new MemoryStream(bytes), new() { CheckCharacters = true });
        XElement all = XElement.Load(xml);
        Assert.All(all.DescendantsAndSelf(), element =>
        {
            Assert.Contains(element.Name.LocalName, _schema.Keys);
            Assert.All(element.Attributes(),
                attribute => Assert.Contains(attribute.Name.LocalName, _schema[element.Name.LocalName]));
        });
        return all;
    }
}
