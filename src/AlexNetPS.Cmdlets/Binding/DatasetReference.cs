using AlexNetPS.Datasets;

namespace AlexNetPS.Cmdlets.Binding;

/// <summary>A dataset, one split of it, or the path of a prepared store.</summary>
public sealed class DatasetReference
{
    internal DatasetReference(object value) => Value = value;

    /// <summary>An <see cref="ImageNetDataset"/>, a <see cref="DatasetSplit"/>, or a path.</summary>
    internal object Value { get; }

    /// <inheritdoc/>
    public override string ToString() => Value.ToString() ?? "";
}

/// <summary>Lets a parameter take a dataset, a split, or the path of a prepared store.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DatasetReferenceAttribute : ReferenceAttribute
{
    private protected override string Accepted =>
        "A dataset of Import-ImageNetFolder, one of its splits, or the path of a prepared store";

    private protected override object? From(object? given) => given switch
    {
        DatasetReference => given,
        ImageNetDataset or DatasetSplit or string => new DatasetReference(given),
        FileSystemInfo item => new DatasetReference(item.FullName),
        _ => null,
    };
}
