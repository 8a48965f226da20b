using System.Collections;
using System.Management.Automation;
using AlexNetPS.Datasets;
using AlexNetPS.Inference;

namespace AlexNetPS.Cmdlets.Binding;

/// <summary>Embeddings, the path of an embedding file, or a split to embed.</summary>
public sealed class FeatureSetReference : Reference
{
    internal FeatureSetReference(object value)
        : base(value)
    {
    }

    /// <inheritdoc/>
    public override string ToString() => Value is IReadOnlyList<FeatureEmbedding> list
        ? $"{list.Count} embeddings"
        : Value.ToString() ?? "";
}

/// <summary>Lets a parameter take embeddings, the path of an embedding file, or a split.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FeatureSetReferenceAttribute : ReferenceAttribute<FeatureSetReference>
{
    private protected override string Accepted =>
        "A .npy or .csv file of Export-FeatureEmbedding, its -PassThru output, or a split of a dataset";

    private protected override FeatureSetReference? From(object given) => given switch
    {
        DatasetSplit or string => new(given),
        FileSystemInfo item => new(item.FullName),
        FeatureEmbedding one => new(new[] { one }),
        IEnumerable list => FromList(list),
        _ => null,
    };

    private static FeatureSetReference? FromList(IEnumerable list)
    {
        FeatureEmbedding?[] embeddings = [.. list.Cast<object?>()
            .Select(item => (BaseObject.Of(item)) as FeatureEmbedding)];
        return embeddings.Length > 0 && embeddings.All(embedding => embedding is not null) ? new(embeddings) : null;
    }
}
