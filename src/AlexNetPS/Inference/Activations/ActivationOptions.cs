namespace AlexNetPS.Inference.Activations;

/// <summary>What an <see cref="ActivationMapper"/> computes.</summary>
public sealed record ActivationOptions
{
    /// <summary>What is drawn of the layer.</summary>
    public ActivationMethod Method { get; init; }

    /// <summary>A layer, ignoring case; null for the last convolution.</summary>
    public string? Layer { get; init; }

    /// <summary>A class of the model, ignoring case; null for the predicted class of each image.</summary>
    public string? Class { get; init; }
}
