using AlexNetPS.Networks;
using AlexNetPS.Recipes;

namespace AlexNetPS.Models.Import;

/// <summary>What a file of weights does not tell. Everything is optional.</summary>
public sealed record ModelImportOptions
{
    /// <summary>The network; its number of outputs follows the file. Null finds the preset whose shapes fit.</summary>
    public NetworkDefinition? Architecture { get; init; }

    /// <summary>Class names in the order of the outputs; null keeps those of the file, or numbers them.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>
    /// Its evaluation transforms rule prediction; null keeps that of the file, or takes that of the architecture.
    /// </summary>
    public Recipe? Recipe { get; init; }

    /// <summary>Told of what had to be assumed.</summary>
    public Action<string>? Warn { get; init; }
}
