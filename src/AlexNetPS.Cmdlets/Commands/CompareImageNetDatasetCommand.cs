using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Comparison;
using AlexNetPS.Training;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsData.Compare, "ImageNetDataset")]
[OutputType(typeof(DatasetChange))]
public sealed class CompareImageNetDatasetCommand : AlexNetCmdlet
{
    private const string Page = "Compare-ImageNetDataset";

    [Parameter(Mandatory = true, Position = 0,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(ReferenceDataset))]
    [DatasetReference]
    [ArgumentCompleter(typeof(DatasetCompleter))]
    [ValidateNotNull]
    public DatasetReference ReferenceDataset { get; set; } = null!;

    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(DifferenceDataset))]
    [DatasetReference]
    [ArgumentCompleter(typeof(DatasetCompleter))]
    [ValidateNotNull]
    public DatasetReference DifferenceDataset { get; set; } = null!;

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(IncludeEqual))]
    public SwitchParameter IncludeEqual { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var paths = new PathResolver(this);
        DatasetReference reference = References.Locate(ReferenceDataset, paths),
            difference = References.Locate(DifferenceDataset, paths);
        RejectRun(reference);
        RejectRun(difference);
        var display = new ProgressDisplay();
        display.Add($"Comparing {reference} and {difference}").Report("reading the files of what is no store", 0, null);
        IReadOnlyList<DatasetChange> changes = Read(display, channel =>
        {
            ImageNetDataset? before = Opened(reference), after = Opened(difference);
            before ??= DatasetComparison.Open((string)reference.Value, after, channel.Stopping);
            after ??= DatasetComparison.Open((string)difference.Value, before, channel.Stopping);
            return DatasetComparison.Compare(before, after,
                new()
                {
                    ReferenceSplit = SplitOf(reference),
                    DifferenceSplit = SplitOf(difference),
                    IncludeEqual = IncludeEqual,
                },
                channel.Stopping);
        });
        WriteVerbose(changes.Count == 0
            ? $"{reference} and {difference} have the same images, classes and splits."
            : string.Join(", ", changes.DistinctBy(change => change.Change)
                .Select(change => $"{change.Total:N0} {change.Change}")) + ".");
        WriteObject(changes, enumerateCollection: true);
    }

    // A folder is listed as the store it is compared with was, so stores are opened first.
    private static ImageNetDataset? Opened(DatasetReference reference) => reference.Value switch
    {
        ImageNetDataset dataset => dataset,
        DatasetSplit split => split.Dataset,
        string path when ImageNetDataset.IsStore(path) => ImageNetDataset.Open(path),
        _ => null,
    };

    private static SplitName? SplitOf(DatasetReference reference) =>
        reference.Value is DatasetSplit split ? split.Name : reference.Split;

    private static void RejectRun(DatasetReference reference)
    {
        if (reference.Value is string path && TrainingRun.IsRun(path))
        {
            throw new ErrorRecordException(Failure.Record("DatasetInvalid", ErrorCategory.InvalidArgument,
                $"'{path}' is a training run, which does not list the images of its dataset.", path,
                "Compare the stores or folders that were trained on."));
        }
    }
}
