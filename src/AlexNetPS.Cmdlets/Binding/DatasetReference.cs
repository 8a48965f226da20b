using AlexNetPS.Datasets;

namespace AlexNetPS.Cmdlets.Binding;

/// <summary>A dataset, one split of it, or the path of a prepared store.</summary>
public sealed class DatasetReference : Reference
{
    internal DatasetReference(object value)
        : base(value)
    {
    }
}

/// <summary>Lets a parameter take a dataset, a split, or the path of a prepared store.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DatasetReferenceAttribute : ReferenceAttribute<DatasetReference>
{
    private protected override string Accepted =>
        "A dataset of Import-ImageNetFolder, one of its splits, or the path of a prepared store";

    private protected override DatasetReference? From(object given) => given switch
    {
        ImageNetDataset or DatasetSplit or string => new(given),
        FileSystemInfo item => new(item.FullName),
        _ => null,
    };
}
