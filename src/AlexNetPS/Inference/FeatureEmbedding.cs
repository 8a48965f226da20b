using AlexNetPS.Formats.Text;

namespace AlexNetPS.Inference;

/// <summary>Embedding of an image: the values of a layer.</summary>
public sealed record FeatureEmbedding
{
    /// <summary>Creates an embedding.</summary>
    /// <param name="path">Full path of the image.</param>
    /// <param name="label">Class name in the dataset; null for a file.</param>
    /// <param name="layer">Name of the layer.</param>
    /// <param name="values">Values of the layer, channel by channel; not copied.</param>
    public FeatureEmbedding(string path, string? label, string layer, float[] values)
    {
        (Path, Label, Layer, Vector) = (path, label, layer, values);
        Values = values.ToReadable();
    }

    /// <summary>Full path of the image.</summary>
    public string Path { get; }

    /// <summary>Class name in the dataset; null for a file.</summary>
    public string? Label { get; }

    /// <summary>Name of the layer.</summary>
    public string Layer { get; }

    /// <summary>
    /// Values of the layer, channel by channel; after the activation that follows a convolution or linear layer.
    /// </summary>
    public IReadOnlyList<float> Values { get; }

    /// <summary>The values as an array.</summary>
    internal float[] Vector { get; }

    /// <summary>Layer, model and transforms that produced it; null if unknown.</summary>
    internal FeatureOrigin? Origin { get; init; }

    /// <summary>File name of the image.</summary>
    public string FileName => System.IO.Path.GetFileName(Path);

    /// <summary>Number of values.</summary>
    public int Length => Vector.Length;

    /// <inheritdoc/>
    public override string ToString() => TerminalText.OfLine($"{FileName}: {Length:N0} values of {Layer}");
}
