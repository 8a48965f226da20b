using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using AlexNetPS.Datasets;
using AlexNetPS.Models;
using AlexNetPS.Recipes;
using AlexNetPS.Transforms;

namespace AlexNetPS.Inference;

/// <summary>
/// Origin of embeddings: layer, model and transforms. Embeddings of different origins cannot be compared.
/// </summary>
internal sealed record FeatureOrigin
{
    private const int HashDigitsShown = 8, TextShown = 300;

    private static readonly JsonSerializerOptions _json = new(RecipeFile.Json) { WriteIndented = false };

    /// <summary>Name of the layer.</summary>
    public required string Layer { get; init; }

    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary><see cref="AlexNetModel.HashWeights"/>.</summary>
    public required string WeightsHash { get; init; }

    /// <summary>How files are prepared.</summary>
    public required ImagePreparation Preparation { get; init; }

    /// <summary>The evaluation transforms as text, without the values of a mean image.</summary>
    public required JsonArray Transforms { get; init; }

    /// <summary>SHA-256 of the evaluation transforms as JSON, with the mean image.</summary>
    public required string TransformsHash { get; init; }

    public static FeatureOrigin Of(AlexNetModel model, string layer)
    {
        IReadOnlyList<TransformDefinition> transforms = model.Recipe.EvaluationTransforms;
        return new()
        {
            Layer = layer,
            Model = model.Name,
            WeightsHash = model.HashWeights(),
            Preparation = model.Recipe.Preparation,
            Transforms = [.. transforms.Select(transform => JsonSerializer.SerializeToNode(
                transform is MeanImageSubtract subtract ? subtract with { Mean = null } : transform, _json))],
            TransformsHash =
                Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(transforms, _json))),
        };
    }

    /// <summary>Returns how another origin differs, as the end of a sentence; null if it does not.</summary>
    public string? Difference(FeatureOrigin other) =>
        WeightsHash != other.WeightsHash
            ? $"were made with model '{Model}' (weights {Short(WeightsHash)}), not with model '{other.Model}' "
                + $"(weights {Short(other.WeightsHash)})"
        : !Layer.Equals(other.Layer, StringComparison.OrdinalIgnoreCase) ? $"are of layer {Layer}, not of {other.Layer}"
        : Preparation != other.Preparation
            ? $"were made from images prepared with {Preparation}, not with {other.Preparation}"
        : TransformsHash != other.TransformsHash
            ? $"were made with other evaluation transforms: {Short(Transforms)}, not {Short(other.Transforms)}"
        : null;

    private static string Short(string hash) => hash.Length <= HashDigitsShown ? hash : hash[..HashDigitsShown];

    private static string Short(JsonArray transforms) => transforms.ToJsonString() is { Length: > TextShown } text
        ? text[..TextShown] + "..."
        : transforms.ToJsonString();
}
