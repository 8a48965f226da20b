using System.Management.Automation;
using AlexNetPS.Datasets;
using AlexNetPS.Inference;
using AlexNetPS.Inference.LabelErrors;
using AlexNetPS.Models;
using AlexNetPS.Training;

namespace AlexNetPS.Cmdlets.Binding;

/// <summary>A dataset, one split of it, or the path of a prepared store or of a folder of images.</summary>
public sealed class DatasetReference : Reference
{
    internal DatasetReference(object value, SplitName? split = null, DatasetFold? fold = null)
        : base(value) => (Split, Fold) = (split, fold);

    /// <summary>The split of the store at the path; null for the whole dataset.</summary>
    internal SplitName? Split { get; }

    /// <summary>The fold to be made of the store at the path; null for the store as it is.</summary>
    internal DatasetFold? Fold { get; }

    /// <summary>The fold that it refers to; null if it is none.</summary>
    internal DatasetFold? AnyFold => Fold ?? (Value as ImageNetDataset)?.Fold;
}

/// <summary>
/// Lets a parameter take a dataset, a split, the path of a prepared store or of a folder of images, or any object with
/// the path of a store.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public class DatasetReferenceAttribute : ReferenceAttribute<DatasetReference>
{
    private protected override string Accepted =>
        "A dataset of Import-ImageNetFolder, one of its splits, or the path of a prepared store or a folder of images";

    private protected override DatasetReference? From(object given) => given switch
    {
        ImageNetDataset or DatasetSplit or string => new(given),
        FileSystemInfo item => new(item.FullName),
        _ => null,
    };

    private protected override DatasetReference? FromProperties(PSObject given)
    {
        if (given.BaseObject is TrainingRun or AlexNetModel or Evaluation or Prediction or LabelError
            || ObjectPath.Of(given, "StorePath", "SourcePath", "Path", "PSPath") is not string path)
        {
            return null;
        }

        // The store of a copy is not its fold.
        bool isFold = given.Properties[nameof(ImageNetDataset.Fold)]?.Value is not null
            && (ObjectPath.IsCopyOf<DatasetSplit>(given) || ObjectPath.IsCopyOf<ImageNetDataset>(given));
        DatasetFold? fold = isFold ? FoldCopy.Of(given.Properties[nameof(ImageNetDataset.Fold)].Value, path) : null;
        return ObjectPath.IsCopyOf<DatasetSplit>(given)
            && Enum.TryParse($"{given.Properties[nameof(DatasetSplit.Name)]?.Value}", out SplitName split)
            ? new(path, split, fold)
            : new(path, fold: fold);
    }

    private protected override string Advice(object? given) =>
        given is TrainingRun or AlexNetModel ? " Use -Model for a model." : "";
}

/// <summary>Lets a parameter take a split of a dataset, and leaves everything else to other parameters.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SplitReferenceAttribute : DatasetReferenceAttribute
{
    private protected override string Accepted => "A split of a dataset";

    private protected override bool LeavesToOthers(object? given) => true;

    private protected override DatasetReference? From(object given) =>
        given is DatasetSplit split ? new(split) : null;

    private protected override DatasetReference? FromProperties(PSObject given) =>
        ObjectPath.IsCopyOf<DatasetSplit>(given) ? base.FromProperties(given) : null;
}
