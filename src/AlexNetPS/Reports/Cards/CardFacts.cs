using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AlexNetPS.Models;
using AlexNetPS.Models.Export;
using AlexNetPS.Recipes;
using AlexNetPS.Training;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Reports.Cards;

/// <summary>What a card and a manifest say about a model.</summary>
internal sealed record CardFacts
{
    /// <summary>The model.</summary>
    public required AlexNetModel Model { get; init; }

    /// <summary>The run that trained it; null if the model comes from a file.</summary>
    public TrainingRun? Run { get; init; }

    /// <summary>Name of the exported file.</summary>
    public required string FileName { get; init; }

    /// <summary>Format of the exported file.</summary>
    public required ModelFileFormat Format { get; init; }

    /// <summary>Tensor names of the exported file; not <see cref="TensorNames.Automatic"/>.</summary>
    public required TensorNames Names { get; init; }

    /// <summary>License, evaluations.</summary>
    public required CardOptions Options { get; init; }

    /// <summary>Metrics; empty if none are known.</summary>
    public required IReadOnlyList<CardMetrics> Metrics { get; init; }

    /// <summary>The recipe with the network in it, as recipe.json has it.</summary>
    public Recipe Recipe => Model.Recipe with { Architecture = new(Model.Definition) };

    /// <summary>Dataset of the training; null if unknown.</summary>
    public string? Dataset => Model.Training?.Dataset ?? Run?.Dataset;

    /// <summary>SHA-256 of the training dataset; null if unknown.</summary>
    public string? DatasetSha256 => Model.Training?.DatasetSha256 ?? Run?.Manifest.Dataset.Sha256;

    /// <summary>Seed of the training; null if unknown.</summary>
    public ulong? Seed => Model.Training?.Seed ?? Run?.Seed;

    /// <summary>SHA-256 of the recipe as JSON without spaces.</summary>
    public string HashRecipe() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        JsonSerializer.Serialize(Recipe, new JsonSerializerOptions(RecipeFile.Json) { WriteIndented = false }))));

    /// <summary>Settings with their values, in the order of the recipe.</summary>
    public IEnumerable<(string Name, string Value)> Settings()
    {
        IEnumerable<KeyValuePair<string, JsonNode?>> settings =
            Run is not null ? RunSettings.Of(Run) : RunSettings.Of(Recipe);
        foreach ((string name, JsonNode? value) in settings)
        {
            if (SettingValues.Of([value])[0] is { } shown && name is not ("dataset" or "initialModel"))
                yield return (name, Convert.ToString(shown, System.Globalization.CultureInfo.InvariantCulture)!);
        }
    }
}
