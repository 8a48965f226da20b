using System.Text;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Text;
using AlexNetPS.Inference;
using AlexNetPS.Inference.Gates;
using AlexNetPS.Reports.Html;
using AlexNetPS.Reports.JUnit;
using AlexNetPS.Reports.Json;
using AlexNetPS.Reports.Markdown;
using AlexNetPS.Training;

namespace AlexNetPS.Reports;

/// <summary>
/// What a report is about: verdicts of rules, evaluations and training runs. Every format is written from it.
/// </summary>
public sealed class Report
{
    private const string DefaultTitle = "AlexNetPS report";

    /// <summary>Collects the parts of a report, of which any may be empty.</summary>
    /// <param name="rules">Results of rules. Their evaluations are part of the report.</param>
    /// <param name="evaluations">Further evaluations.</param>
    /// <param name="runs">Training runs.</param>
    /// <param name="title">Title; null for "AlexNetPS report".</param>
    /// <param name="dataset">The images that runs and evaluations are about; null without them.</param>
    public Report(IEnumerable<RuleResult> rules, IEnumerable<Evaluation> evaluations, IEnumerable<TrainingRun> runs,
        string? title = null, ReportDataset? dataset = null)
    {
        Rules = rules.ToReadable();
        Evaluations = Rules.Select(rule => rule.Evaluation).Concat(evaluations).Distinct().ToReadable();
        Runs = runs.DistinctBy(run => run.Path).ToReadable();
        Title = string.IsNullOrWhiteSpace(title) ? DefaultTitle : title;
        Dataset = dataset;
    }

    /// <summary>Title of the report.</summary>
    public string Title { get; }

    /// <summary>Results of rules, in the order in which they were given.</summary>
    public IReadOnlyList<RuleResult> Rules { get; }

    /// <summary>The evaluations, those of the rules first, each once.</summary>
    public IReadOnlyList<Evaluation> Evaluations { get; }

    /// <summary>The runs, each once.</summary>
    public IReadOnlyList<TrainingRun> Runs { get; }

    /// <summary>The dataset; null without one: an HTML page then has no images.</summary>
    public ReportDataset? Dataset { get; }

    /// <summary>Whether all rules are kept; null without a rule.</summary>
    public bool? Passed => Rules.Count == 0 ? null : Rules.All(rule => rule.Passed);

    /// <summary>Returns the report as text.</summary>
    /// <param name="format">Format of the text.</param>
    /// <param name="cancellation">Cancels the drawing of images.</param>
    public string ToText(ReportFormat format, CancellationToken cancellation = default) => format switch
    {
        ReportFormat.Markdown => MarkdownReport.Of(this),
        ReportFormat.JUnit => JUnitReport.Of(this),
        ReportFormat.Json => JsonReport.Of(this),
        ReportFormat.Html => HtmlReport.Of(this, cancellation),
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };

    /// <summary>Replaces a file with the report (UTF-8 without a byte order mark).</summary>
    /// <param name="path">Path of the file, in a folder that exists.</param>
    /// <param name="format">Format of the file.</param>
    /// <param name="cancellation">Cancels before the file is replaced.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(string path, ReportFormat format, CancellationToken cancellation = default)
    {
        string text = ToText(format, cancellation);
        FileReplacement.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
    }

    /// <inheritdoc/>
    public override string ToString() => Title;
}
