using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Health;
using AlexNetPS.Datasets.Health.Quarantine;
using AlexNetPS.Datasets.Scores;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsDiagnostic.Test, "ImageNetDataset", DefaultParameterSetName = ByDataset, SupportsShouldProcess = true)]
[OutputType(typeof(DatasetFinding), typeof(DatasetScores), ParameterSetName = [ByDataset])]
[OutputType(typeof(FileInfo), ParameterSetName = [ByLog])]
public sealed partial class TestImageNetDatasetCommand : AlexNetCmdlet
{
    private const string Page = "Test-ImageNetDataset";

    private const string ByDataset = "Dataset", ByLog = "Restore";

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ByDataset,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Dataset))]
    [DatasetReference]
    [ArgumentCompleter(typeof(DatasetCompleter))]
    [ValidateNotNull]
    public DatasetReference Dataset { get; set; } = null!;

    [Parameter(ParameterSetName = ByDataset, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(MinImages))]
    [ValidateRange(0, int.MaxValue)]
    public int MinImages { get; set; } = new HealthOptions().MinimumImages;

    [Parameter(ParameterSetName = ByDataset, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(MaxImbalance))]
    [ValidateRange(1.0, double.MaxValue)]
    public double MaxImbalance { get; set; } = new HealthOptions().MaximumImbalance;

    [Parameter(ParameterSetName = ByDataset, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(MaxDistance))]
    [ValidateRange(-1, 12)]
    public int MaxDistance { get; set; } = new HealthOptions().MaximumDistance;

    [Parameter(ParameterSetName = ByDataset, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(MinSide))]
    [ValidateRange(0, 65536)]
    public int MinSide { get; set; } = new HealthOptions().MinimumSide;

    [Parameter(ParameterSetName = ByDataset, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(MaxAspect))]
    [ValidateRange(1.0, double.MaxValue)]
    public double MaxAspect { get; set; } = new HealthOptions().MaximumAspect;

    [Parameter(ParameterSetName = ByDataset, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Threads))]
    [ValidateRange(1, 1024)]
    public int Threads { get; set; }

    [Parameter(ParameterSetName = ByDataset, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Quarantine))]
    [ValidateNotNullOrEmpty]
    public string? Quarantine { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = ByLog,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Restore))]
    [ValidateNotNullOrEmpty]
    public string Restore { get; set; } = "";

    /// <inheritdoc/>
    protected override void Process()
    {
        var paths = new PathResolver(this);
        if (ParameterSetName == ByLog)
        {
            MoveBack(paths.Existing(Restore));
            return;
        }

        try
        {
            Test(paths);
        }
        catch (ErrorRecordException e)
        {
            WriteError(e.ErrorRecord);
        }
        catch (Exception e) when (Failure.IsExpected(e))
        {
            WriteError(Failure.From(e, Dataset));
        }
    }

    private void Test(PathResolver paths)
    {
        DatasetReference located = References.Locate(Dataset, paths);
        HealthOptions options = WithThresholds(new HealthOptions()
        {
            MinimumImages = MinImages,
            MaximumImbalance = MaxImbalance,
            MaximumDistance = MaxDistance,
            MinimumSide = MinSide,
            MaximumAspect = MaxAspect,
            Threads = Threads,
            Selection = Selection,
        });
        RequireFolder(located, options.Selection);
        var display = new ProgressDisplay();
        ProgressBar bar = display.Add($"Testing {Dataset}");
        var relay = new Relay<ImportProgress>(
            p => bar.Report($"{p.Activity}: {p.Done:N0} of {p.Total:N0}, {p.PerSecond:N0} a second",
                p.Total > 0 ? (double)p.Done / p.Total : 0, p.Total > 0 ? p.Remaining : null));
        if (Score)
        {
            WriteObject(Run(display, channel => FindScores(located, options, relay, channel.Stopping)));
            return;
        }

        (string source, IReadOnlyList<DatasetFinding> findings) =
            Run(display, channel => Find(located, options, relay, channel.Stopping));
        WriteVerbose(findings.Count == 0
            ? $"No problems found in {Dataset}."
            : $"{findings.Count:N0} findings in {Dataset}.");
        foreach (DatasetFinding finding in findings)
            WriteObject(finding);
        if (Quarantine is not null)
            MoveAside(source, findings, paths.Full(Quarantine));
    }

    private static (string Source, IReadOnlyList<DatasetFinding> Findings) Find(DatasetReference reference,
        HealthOptions options, IProgress<ImportProgress> progress, CancellationToken stopping) => reference.Value switch
        {
            ImageNetDataset dataset => (dataset.SourcePath, DatasetHealth.Check(dataset, options, progress, stopping)),
            DatasetSplit split =>
                (split.Dataset.SourcePath, DatasetHealth.Check(split.Dataset, options, progress, stopping)),
            string path when ImageNetDataset.IsStore(path) =>
                Find(new(ImageNetDataset.Open(path)), options, progress, stopping),
            string path => (path, DatasetHealth.Check(path, options, progress, stopping)),
            _ => throw new ArgumentException($"{reference.Value.GetType()} is not a dataset.", nameof(reference)),
        };

    private void MoveAside(string source, IReadOnlyList<DatasetFinding> findings, string folder)
    {
        SkippedFile[] files = [
            .. FileQuarantine.Movable(source, findings).Where(file => ShouldProcess(file.Path, $"Move to '{folder}'"))];
        if (files.Length == 0)
            return;
        (string log,
            IReadOnlyList<string> moved) = Run(channel => FileQuarantine.Move(source, files, folder,
                (file, e) => channel.WriteError(Failure.From(e, file.Path)), channel.Stopping));
        if (moved.Count == 0)
            return;
        WriteObject(new DatasetFinding(FindingSeverity.Information, FindingKind.Quarantined,
            $"{moved.Count:N0} broken {(moved.Count == 1 ? "file was" : "files were")} moved to '{folder}'.",
            moved, $"To move them back: Test-ImageNetDataset -Restore '{log}'"));
    }

    private void MoveBack(string log)
    {
        IReadOnlyList<string> restored =
            FileQuarantine.Restore(log, (from, to) => ShouldProcess(from, $"Move back to '{to}'"),
            (file, e) => WriteError(Failure.From(e, file.Path)), StopToken);
        foreach (string path in restored)
            WriteObject(new FileInfo(path));
    }
}
