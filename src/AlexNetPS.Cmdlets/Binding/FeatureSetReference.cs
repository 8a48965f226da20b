using System.Collections;
using System.Management.Automation;
using AlexNetPS.Datasets;
using AlexNetPS.Inference;

namespace AlexNetPS.Cmdlets.Binding;

/// <summary>Embeddings, the path of a file of them, or a split that has still to be embedded.</summary>
public sealed class FeatureSetReference
{
    internal FeatureSetReference(object value) => Value = value;

    /// <summary>A list of <see cref="FeatureEmbedding"/>, a path, or a <see cref="DatasetSplit"/>.</summary>
    internal object Value { get; }

    /// <inheritdoc/>
    public override string ToString() => Value is IReadOnlyList<FeatureEmbedding> list
        ? $"{list.Count} embeddings"
        : Value.ToString() ?? "";
}

/// <summary>Lets a parameter take embeddings, the path of a file of them, or a split.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FeatureSetReferenceAttribute : ReferenceAttribute
{
    private protected override string Accepted =>
        "A .npy or .csv file of Export-FeatureEmbedding, what its -PassThru gave, or a split of a dataset";

    private protected override object? From(object? given) => given switch
    {
        FeatureSetReference => given,
        DatasetSplit or string => new FeatureSetReference(given),
        FileSystemInfo item => new FeatureSetReference(item.FullName),
        FeatureEmbedding one => new FeatureSetReference(new[] { one }),
        IEnumerable list => FromList(list),
        _ => null,
    };

    private static FeatureSetReference? FromList(IEnumerable list)
    {
        FeatureEmbedding?[] embeddings = [.. list.Cast<object?>()
            .Select(item => (item is PSObject wrapped ? wrapped.BaseObject : item) as FeatureEmbedding)];
        return embeddings.Length > 0 && embeddings.All(embedding => embedding is not null) ? new(embeddings) : null;
    }
}
