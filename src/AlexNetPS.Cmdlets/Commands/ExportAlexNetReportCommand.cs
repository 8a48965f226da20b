using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Health;
using AlexNetPS.Inference;
using AlexNetPS.Inference.Gates;
using AlexNetPS.Reports;
using AlexNetPS.Reports.Jobs;
using AlexNetPS.Training;
using AlexNetPS.Training.Folds;

namespace AlexNetPS.Cmdlets.Commands;

// With the other set as default -JobSummary alone would ask for a path.
[Cmdlet(VerbsData.Export, "AlexNetReport", DefaultParameterSetName = ToJob, SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportAlexNetReportCommand : EvaluationCommand
{
    private const string Page = "Export-AlexNetReport", ToFile = "File", ToJob = "Job";

    private static readonly Dictionary<string, ReportFormat> _extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        [".md"] = ReportFormat.Markdown,
        [".xml"] = ReportFormat.JUnit,
        [".json"] = ReportFormat.Json,
        [".html"] = ReportFormat.Html,
    };

    private readonly List<RuleResult> _rules = [];
    private readonly List<Evaluation> _evaluations = [];
    private readonly List<TrainingRun> _runs = [];
    private OutputTarget _output = null!;
    private string? _file;
    private ReportFormat _format;
    private DatasetSplit? _images;

    [Parameter(Mandatory = true, ValueFromPipeline = true,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(InputObject))]
    [ReportReferences]
    [ArgumentCompleter(typeof(RunCompleter))]
    [ValidateNotNullOrEmpty]
    public ReportReference[] InputObject { get; set; } = [];

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ToFile,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(OutputPath))]
    [ValidateNotNullOrEmpty]
    public string OutputPath { get; set; } = "";

    [Parameter(ParameterSetName = ToFile, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Format))]
    public ReportFormat Format { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Dataset))]
    [DatasetReference]
    [ArgumentCompleter(typeof(DatasetCompleter))]
    [ValidateNotNull]
    public DatasetReference? Dataset { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Title))]
    [ValidateNotNullOrEmpty]
    public string? Title { get; set; }

    [Parameter(ParameterSetName = ToFile, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(JobSummary))]
    [Parameter(Mandatory = true, ParameterSetName = ToJob,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(JobSummary))]
    public SwitchParameter JobSummary { get; set; }

    [Parameter(ParameterSetName = ToFile, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(NoClobber))]
    public SwitchParameter NoClobber { get; set; }

    [Parameter(ParameterSetName = ToFile, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Force))]
    public SwitchParameter Force { get; set; }

    [Parameter(ParameterSetName = ToFile, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(PassThru))]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Begin()
    {
        _output = new(this, NoClobber, Force);
        if (ParameterSetName == ToFile)
        {
            _file = _output.Take(OutputPath, "A report", IsBound(nameof(Format)) ? null : [.. _extensions.Keys]);
            _format = IsBound(nameof(Format)) ? Format : _extensions[Path.GetExtension(_file)];
        }

        // A wrong path fails before the first run, which may be trained before it arrives.
        if (Dataset is not null)
        {
            _images = References.OpenSplit(References.Locate(Dataset, new PathResolver(this)), SplitName.Validation,
                this);
        }
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (ReportReference one in InputObject)
        {
            switch (one.Value)
            {
                case RuleResult rule:
                    _rules.Add(rule);
                    break;
                case Evaluation evaluation:
                    _evaluations.Add(evaluation);
                    break;
                case TrainingRun run:
                    _runs.Add(run);
                    break;
                case string path:
                    _runs.AddRange(new RunFinder(this).Find([path], one.IsLiteral));
                    break;
            }
        }
    }

    /// <inheritdoc/>
    protected override void End()
    {
        if (_rules.Count + _evaluations.Count + _runs.Count == 0)
        {
            throw new ErrorRecordException(Failure.Record("ReportEmpty", ErrorCategory.InvalidData,
                "There is nothing to report: no rule, no evaluation and no run.", null,
                "Pass what Test-AlexNetModel, Measure-AlexNetModel or Get-AlexNetRun returned."));
        }

        bool isWritten = _file is not null && ShouldProcess(_file, "Write report");
        PipelineJob? job = JobSummary ? FindJob() : null;
        if (!isWritten && job is null)
            return;
        if (_images is not null && _rules.Count + _evaluations.Count == 0)
            Evaluate(_images);
        ReportDataset? dataset = _images is null || !isWritten ? null : Inspected(_images.Dataset);
        var report = new Report(_rules, _evaluations, _runs, Title, dataset);
        if (isWritten)
        {
            _output.Write(_file!, PassThru, () => Run(channel =>
            {
                report.Write(_file!, _format, channel.Stopping);
                return _file;
            }));
        }

        if (job is not null)
            AddToJob(job, report);
    }

    // The best model of each run, a fold on the images that it has not seen.
    private void Evaluate(DatasetSplit images)
    {
        if (images.Count == 0)
        {
            WriteWarning(
                $"The report has no evaluation: the {images.Name} split of {images.Dataset.Name} has no images.");
            return;
        }

        var folds = new FoldSource(images.Dataset);
        foreach (TrainingRun run in _runs.DistinctBy(run => run.Path))
        {
            OrError(run, () => _evaluations.Add(Measure([new ModelReference(run)],
                run.Fold is null ? images : Read(channel => folds.Open(run, channel.Stopping)).Validation)));
        }
    }

    // Only a page shows it.
    private ReportDataset? Inspected(ImageNetDataset dataset)
    {
        if (_format != ReportFormat.Html)
            return null;
        var display = new ProgressDisplay();
        ProgressBar bar = display.Add($"Testing {dataset.Name}");
        var relay = new Relay<ImportProgress>(
            p => bar.Report($"{p.Activity}: {p.Done:N0} of {p.Total:N0}, {p.PerSecond:N0} a second",
                p.Total > 0 ? (double)p.Done / p.Total : 0, p.Total > 0 ? p.Remaining : null));
        return Read(display, channel => new ReportDataset(dataset,
            DatasetHealth.Check(dataset, new() { Threads = Threads }, relay, channel.Stopping)));
    }

    private PipelineJob? FindJob()
    {
        if (PipelineJob.Find() is not PipelineJob job)
        {
            WriteVerbose("This is no job of GitHub Actions or Azure Pipelines: -JobSummary has no effect.");
            return null;
        }

        return ShouldProcess(job.System, "Add the report to the summary of the job") ? job : null;
    }

    private void AddToJob(PipelineJob job, Report report)
    {
        string[] commands = Run(channel =>
            job.Add(report, _file is null ? null : Path.GetDirectoryName(_file), channel.WriteWarning).ToArray());
        foreach (string command in commands)
            WriteCommand(command);
    }

    // Beside the streams: the runner reads the output of the process, also where a script keeps or discards what the
    // cmdlet returns. The host of ForEach-Object -Parallel and of thread jobs shows nothing.
    private void WriteCommand(string command)
    {
        if (Host.Name == "Default Host")
            Console.Out.WriteLine(command);
        else
            Host.UI.WriteLine(command);
    }
}
