namespace AlexNetPS.Inference;

/// <summary>What a layer of a network makes of an image.</summary>
/// <param name="Path">Full path of the image.</param>
/// <param name="Label">The class that the dataset gives; null for a file.</param>
/// <param name="Layer">The layer's name.</param>
/// <param name="Values">The layer's values, channel by channel; after the activation that follows a convolution or
/// linear layer.</param>
public sealed record FeatureEmbedding(string Path, string? Label, string Layer, float[] Values)
{
    /// <summary>Layer, model and transforms that made it; null if that is not known.</summary>
    internal FeatureOrigin? Origin { get; init; }

    /// <summary>Name of the image's file.</summary>
    public string FileName => System.IO.Path.GetFileName(Path);

    /// <summary>Number of values.</summary>
    public int Length => Values.Length;

    /// <inheritdoc/>
    public override string ToString() => $"{FileName}: {Values.Length:N0} values of {Layer}";
}
