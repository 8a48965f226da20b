using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Health;
using AlexNetPS.Datasets.Scores;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsDiagnostic.Test, "ImageNetDataset")]
[OutputType(typeof(DatasetFinding), typeof(DatasetScores))]
public sealed partial class TestImageNetDatasetCommand : AlexNetCmdlet
{
    private const string Page = "Test-ImageNetDataset";

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Dataset))]
    [DatasetReference]
    [ArgumentCompleter(typeof(DatasetCompleter))]
    [ValidateNotNull]
    public DatasetReference Dataset { get; set; } = null!;

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(MinImages))]
    [ValidateRange(0, int.MaxValue)]
    public int MinImages { get; set; } = new HealthOptions().MinimumImages;

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(MaxImbalance))]
    [ValidateRange(1.0, double.MaxValue)]
    public double MaxImbalance { get; set; } = new HealthOptions().MaximumImbalance;

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(MaxDistance))]
    [ValidateRange(-1, 12)]
    public int MaxDistance { get; set; } = new HealthOptions().MaximumDistance;

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(MinSide))]
    [ValidateRange(0, 65536)]
    public int MinSide { get; set; } = new HealthOptions().MinimumSide;

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(MaxAspect))]
    [ValidateRange(1.0, double.MaxValue)]
    public double MaxAspect { get; set; } = new HealthOptions().MaximumAspect;

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Threads))]
    [ValidateRange(1, 1024)]
    public int Threads { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var paths = new PathResolver(this);
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
            WriteObject(Read(display, channel => FindScores(located, options, relay, channel.Stopping)));
            return;
        }

        IReadOnlyList<DatasetFinding> findings =
            Read(display, channel => Find(located, options, relay, channel.Stopping));
        WriteVerbose(findings.Count == 0
            ? $"No problems found in {Dataset}."
            : $"{findings.Count:N0} findings in {Dataset}.");
        foreach (DatasetFinding finding in findings)
            WriteObject(finding);
    }

    private static IReadOnlyList<DatasetFinding> Find(DatasetReference reference, HealthOptions options,
        IProgress<ImportProgress> progress, CancellationToken stopping) => reference.Value switch
        {
            ImageNetDataset dataset => DatasetHealth.Check(dataset, options, progress, stopping),
            DatasetSplit split => DatasetHealth.Check(split.Dataset, options, progress, stopping),
            string path => DatasetHealth.Check(path, options, progress, stopping),
            _ => throw new ArgumentException($"{reference.Value.GetType()} is not a dataset.", nameof(reference)),
        };
}
