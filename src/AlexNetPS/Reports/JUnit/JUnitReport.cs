using System.Globalization;
using System.Text;
using System.Xml;
using AlexNetPS.Inference;
using AlexNetPS.Inference.Gates;
using AlexNetPS.Training;
using AlexNetPS.Training.Diagnosis;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Reports.JUnit;

/// <summary>
/// A report in the JUnit XML that GitLab, Azure Pipelines and Jenkins read: a suite for each evaluation and run, a test
/// case for each rule. Metrics are properties of the suite.
/// </summary>
internal static class JUnitReport
{
    public static string Of(Report report)
    {
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(new Utf8Text(text), new() { Indent = true, NewLineChars = "\n" }))
            Write(xml, report);
        return text.Append('\n').ToString();
    }

    private static void Write(XmlWriter xml, Report report)
    {
        // A reader of an empty suite calls it an error: what has no rule counts as one test.
        int untested = report.Evaluations.Count(one => !RulesOf(report, one).Any()) + report.Runs.Count;
        xml.WriteStartDocument();
        xml.WriteStartElement("testsuites");
        Attribute(xml, "name", report.Title);
        Attribute(xml, "tests", report.Rules.Count + untested);
        Attribute(xml, "failures", report.Rules.Count(rule => !rule.Passed));
        Attribute(xml, "errors", 0);
        Attribute(xml, "time", report.Evaluations.Sum(one => one.Elapsed.TotalSeconds)
            + report.Runs.Sum(run => run.Elapsed.TotalSeconds));
        foreach (Evaluation one in report.Evaluations)
            Write(xml, one, [.. RulesOf(report, one)]);
        foreach (TrainingRun run in report.Runs)
            Write(xml, run);
        xml.WriteEndElement();
    }

    private static IEnumerable<RuleResult> RulesOf(Report report, Evaluation one) =>
        report.Rules.Where(rule => ReferenceEquals(rule.Evaluation, one));

    private static void Write(XmlWriter xml, Evaluation one, RuleResult[] rules)
    {
        StartSuite(xml, $"{one.Model} on {one.Dataset} ({one.Split})", Math.Max(rules.Length, 1),
            rules.Count(rule => !rule.Passed), 0, one.Elapsed);
        xml.WriteStartElement("properties");
        Property(xml, "model", one.Model);
        Property(xml, "dataset", one.Dataset);
        Property(xml, "split", $"{one.Split}");
        Property(xml, "images", one.Count);
        Property(xml, "top1", one.Top1);
        Property(xml, "top1.low", one.Top1Interval.Low);
        Property(xml, "top1.high", one.Top1Interval.High);
        foreach (TopAccuracy top in one.TopK.Where(top => top is { K: > 1, IsAlwaysOne: false }))
            Property(xml, string.Create(CultureInfo.InvariantCulture, $"top{top.K}"), top.Accuracy);
        Property(xml, "loss", one.Loss);
        Property(xml, "calibrationError", one.CalibrationError);
        foreach (RuleResult rule in rules)
        {
            Property(xml, $"{rule.Rule}.measured", rule.Measured);
            Property(xml, $"{rule.Rule}.limit", rule.Limit);
        }

        xml.WriteEndElement();
        string group = $"{one.Model}.{one.Dataset}";
        foreach (RuleResult rule in rules)
            Write(xml, rule, group);
        if (rules.Length == 0)
        {
            StartCase(xml, "Evaluated", group);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void Write(XmlWriter xml, RuleResult rule, string group)
    {
        StartCase(xml, rule.Rule, group);
        string text = $"{RuleText.Of(rule)}\n{string.Join("\n", rule.Evidence)}";
        if (rule.Passed)
        {
            xml.WriteElementString("system-out", XmlText.Of(text));
        }
        else
        {
            xml.WriteStartElement("failure");
            Attribute(xml, "message", RuleText.Of(rule));
            Attribute(xml, "type", rule.Rule);
            xml.WriteString(XmlText.Of(text));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void Write(XmlWriter xml, TrainingRun run)
    {
        bool completed = run.Status == RunStatus.Completed;
        StartSuite(xml, $"Run {run.Folder}", 1, 0, completed ? 0 : 1, run.Elapsed);
        xml.WriteStartElement("properties");
        Property(xml, "run", run.Name);
        Property(xml, "dataset", run.Dataset);
        Property(xml, "seed", run.Seed);
        Property(xml, "device", run.Device);
        Property(xml, "epochs", run.EpochCount);
        if (run.BestEpoch is EpochResult best)
        {
            Property(xml, "epoch.best", best.Epoch);
            Property(xml, "loss.train", best.TrainLoss);
            if (best.ValidationTop1 is double top1)
                Property(xml, "top1.validation", top1);
            if (best.ValidationLoss is double loss)
                Property(xml, "loss.validation", loss);
        }

        xml.WriteEndElement();
        StartCase(xml, "Trained", $"{run.Name}.{run.Dataset}");
        if (!completed)
        {
            xml.WriteStartElement("skipped");
            Attribute(xml, "message", run.StopReason ?? $"The run is {run.Status}.");
            xml.WriteEndElement();
        }

        foreach (TrainingFinding finding in run.Diagnose().Findings)
            xml.WriteElementString("system-out", XmlText.Of($"{finding}"));
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void StartSuite(XmlWriter xml, string name, int tests, int failures, int skipped, TimeSpan time)
    {
        xml.WriteStartElement("testsuite");
        Attribute(xml, "name", name);
        Attribute(xml, "tests", tests);
        Attribute(xml, "failures", failures);
        Attribute(xml, "errors", 0);
        Attribute(xml, "skipped", skipped);
        Attribute(xml, "time", time.TotalSeconds);
    }

    private static void StartCase(XmlWriter xml, string name, string group)
    {
        xml.WriteStartElement("testcase");
        Attribute(xml, "name", name);
        Attribute(xml, "classname", group);
        Attribute(xml, "time", 0d);
    }

    private static void Property(XmlWriter xml, string name, object value)
    {
        xml.WriteStartElement("property");
        Attribute(xml, "name", name);
        xml.WriteAttributeString("value",
            XmlText.Of(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""));
        xml.WriteEndElement();
    }

    // Times have milliseconds.
    private static void Attribute(XmlWriter xml, string name, object value) => xml.WriteAttributeString(name,
        XmlText.Of(value is double seconds
            ? seconds.ToString("0.000", CultureInfo.InvariantCulture)
            : Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""));

    // The declaration names the encoding of the writer.
    private sealed class Utf8Text(StringBuilder text) : StringWriter(text, CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => Encoding.UTF8;
    }
}
