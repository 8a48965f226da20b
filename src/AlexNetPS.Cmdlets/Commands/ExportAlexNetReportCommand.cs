using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Inference;
using AlexNetPS.Inference.Gates;
using AlexNetPS.Reports;
using AlexNetPS.Reports.Jobs;
using AlexNetPS.Training;

namespace AlexNetPS.Cmdlets.Commands;

// With the other set as default -JobSummary alone would ask for a path.
[Cmdlet(VerbsData.Export, "AlexNetReport", DefaultParameterSetName = ToJob, SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportAlexNetReportCommand : AlexNetCmdlet
{
    private const string Page = "Export-AlexNetReport", ToFile = "File", ToJob = "Job";

    private static readonly Dictionary<string, ReportFormat> _extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        [".md"] = ReportFormat.Markdown,
        [".xml"] = ReportFormat.JUnit,
        [".json"] = ReportFormat.Json,
    };

    private readonly List<RuleResult> _rules = [];
    private readonly List<Evaluation> _evaluations = [];
    private readonly List<TrainingRun> _runs = [];
    private OutputTarget _output = null!;
    private string? _file;

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
            _file = _output.Take(OutputPath, "A report", IsBound(nameof(Format)) ? null : [.. _extensions.Keys]);
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

        var report = new Report(_rules, _evaluations, _runs, Title);
        if (_file is not null && ShouldProcess(_file, "Write report"))
        {
            ReportFormat format = IsBound(nameof(Format)) ? Format : _extensions[Path.GetExtension(_file)];
            _output.Write(_file, PassThru, () => Run(_ =>
            {
                report.Write(_file, format);
                return _file;
            }));
        }

        if (JobSummary)
            AddToJob(report);
    }

    private void AddToJob(Report report)
    {
        if (PipelineJob.Find() is not PipelineJob job)
        {
            WriteVerbose("This is no job of GitHub Actions or Azure Pipelines: -JobSummary has no effect.");
            return;
        }

        if (!ShouldProcess(job.System, "Add the report to the summary of the job"))
            return;
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
