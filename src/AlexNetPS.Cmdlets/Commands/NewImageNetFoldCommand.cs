using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Datasets;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsCommon.New, "ImageNetFold")]
[OutputType(typeof(ImageNetDataset))]
public sealed class NewImageNetFoldCommand : AlexNetCmdlet
{
    private const string Page = "New-ImageNetFold";

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Dataset))]
    [DatasetReference]
    [ArgumentCompleter(typeof(DatasetCompleter))]
    [ValidateNotNull]
    public DatasetReference Dataset { get; set; } = null!;

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Count))]
    [ValidateRange(2, 10_000)]
    public int Count { get; set; } = 5;

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Seed))]
    public ulong Seed { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(GroupColumn))]
    [ValidateNotNullOrEmpty]
    public string? GroupColumn { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(GroupPattern))]
    [ValidateNotNullOrEmpty]
    public string? GroupPattern { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Fold))]
    [ValidateRange(1, 10_000)]
    [ValidateNotNullOrEmpty]
    public int[] Fold { get; set; } = [];

    /// <inheritdoc/>
    protected override void Process()
    {
        if (Fold.Any(number => number > Count))
        {
            ThrowTerminatingError(Failure.Record("FoldMissing", ErrorCategory.InvalidArgument,
                $"There is no fold {Fold.First(number => number > Count)} of {Count}: -Fold takes numbers from 1 to "
                + "-Count.", Fold));
        }

        ImageNetDataset dataset = References.OpenWhole(References.Locate(Dataset, new PathResolver(this)), this);
        IReadOnlyList<ImageNetDataset> folds =
            Run(channel => dataset.ToFolds(Count, Seed, GroupColumn, GroupPattern, channel.WriteWarning));
        WriteVerbose($"{Count} folds of {dataset.Train.Count + dataset.Validation.Count:N0} images, seed {Seed}; the "
            + $"{dataset.Test.Count:N0} images of the test split are in none.");
        WriteObject(Fold.Length == 0 ? folds : Fold.Select(number => folds[number - 1]), enumerateCollection: true);
    }
}
