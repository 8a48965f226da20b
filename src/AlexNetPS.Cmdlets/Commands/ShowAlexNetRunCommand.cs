using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Drawing;
using AlexNetPS.Drawing.Charts;
using AlexNetPS.Reports.Figures;
using AlexNetPS.Training;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsCommon.Show, "AlexNetRun", DefaultParameterSetName = ByPath, SupportsShouldProcess = true)]
[OutputType(typeof(string), typeof(FileInfo))]
public sealed class ShowAlexNetRunCommand : RunCommand
{
    private const string Page = "Show-AlexNetRun";

    private static readonly string[] _endings = [".png", ".svg"];

    private readonly List<TrainingRun> _runs = [];
    private OutputTarget _output = null!;
    private string? _file;

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Metric))]
    [ValidateNotNullOrEmpty]
    public RunMetric[] Metric { get; set; } = [RunMetric.Loss, RunMetric.Top1];

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Width))]
    [ValidateRange(40, 1000)]
    public int Width { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Height))]
    [ValidateRange(4, 1000)]
    public int Height { get; set; } = 12;

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(OutputPath))]
    [ValidateNotNullOrEmpty]
    public string? OutputPath { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(NoClobber))]
    public SwitchParameter NoClobber { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Force))]
    public SwitchParameter Force { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(PassThru))]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Begin()
    {
        RejectUnused();
        _output = new(this, NoClobber, Force);
        if (OutputPath is not null)
            _file = _output.Take(OutputPath, "Curves", _endings);
    }

    /// <inheritdoc/>
    protected override void Process() => _runs.AddRange(Runs());

    /// <inheritdoc/>
    protected override void End()
    {
        TrainingRun[] runs = [.. _runs.DistinctBy(run => run.Path)];
        foreach (TrainingRun run in runs.Where(run => run.EpochCount == 0))
            WriteWarning($"The run '{run.Path}' has no curve yet: no epoch is completed.");
        if (_file is string file)
            Write(file, RunCharts.Of(runs, IsBound(nameof(Metric)) ? Metric : null));
        else
            Show(RunCharts.Of(runs, Metric, maxTrainingCurves: 1));
    }

    private void Show(IReadOnlyList<Chart> charts)
    {
        var terminal = new TerminalStyle(this);
        int width = IsBound(nameof(Width)) ? Width : terminal.Width;
        for (int i = 0; i < charts.Count; i++)
        {
            if (i > 0)
                WriteObject("");
            WriteObject(TerminalChart.Of(charts[i], width, Height, terminal.HasColor), enumerateCollection: true);
        }
    }

    private void Write(string file, IReadOnlyList<Chart> charts)
    {
        if (charts.Count == 0)
        {
            throw new ErrorRecordException(Failure.Record("CurvesEmpty", ErrorCategory.InvalidData,
                $"There is no curve to write to '{file}': no run has completed an epoch.", file));
        }

        if (!ShouldProcess(file, "Write curves"))
            return;
        _output.Write(file, PassThru, () => Run(channel =>
        {
            if (file.EndsWith(".png", StringComparison.OrdinalIgnoreCase) && !Pictures.Renderer.HasFont)
            {
                channel.WriteWarning("No font is installed, so the PNG has no text. Install one (Debian and Ubuntu: "
                    + "apt-get install fonts-dejavu-core), or write an .svg file, which needs none.");
            }

            ChartFile.Write(file, charts);
            return file;
        }));
    }

    // A parameter that does nothing is a mistake.
    private void RejectUnused()
    {
        string[] other = OutputPath is null
            ? [nameof(NoClobber), nameof(Force), nameof(PassThru)]
            : [nameof(Width), nameof(Height)];
        if (other.FirstOrDefault(IsBound) is not string unused)
            return;
        throw new ErrorRecordException(Failure.Record("CurvesContradiction", ErrorCategory.InvalidArgument,
            OutputPath is null ? $"-{unused} is for a file, but there is no -OutputPath."
                : $"-{unused} is for curves in the terminal, but -OutputPath writes a file.", unused,
            OutputPath is null ? "Add -OutputPath curves.png or curves.svg." : $"Omit -{unused}."));
    }
}
