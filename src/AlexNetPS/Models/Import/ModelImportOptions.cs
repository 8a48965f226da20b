using AlexNetPS.Networks;
using AlexNetPS.Recipes;

namespace AlexNetPS.Models.Import;

/// <summary>Settings for what a file of weights does not contain. All are optional.</summary>
public sealed record ModelImportOptions
{
    /// <summary>The network; its number of outputs follows the file. Null uses the preset whose shapes fit.</summary>
    public NetworkDefinition? Architecture { get; init; }

    /// <summary>Class names in the order of the outputs; null keeps those of the file, or uses numbers.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>
    /// Recipe whose evaluation transforms apply to predictions; null keeps that of the file, or uses that of the
    /// architecture.
    /// </summary>
    public Recipe? Recipe { get; init; }

    /// <summary>
    /// Which weights to read from a file with several: the place of a dictionary in a checkpoint ("model_ema",
    /// "models[1]"), or the first part of the names of the tensors ("teacher"). Null for the usual ones.
    /// </summary>
    public string? WeightName { get; init; }

    /// <summary>Receives warnings about assumptions.</summary>
    public Action<string>? Warn { get; init; }
}
