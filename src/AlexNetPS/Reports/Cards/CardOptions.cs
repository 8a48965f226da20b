using AlexNetPS.Inference;

namespace AlexNetPS.Reports.Cards;

/// <summary>What a model card says in addition to what model and run know.</summary>
public sealed record CardOptions
{
    /// <summary>SPDX identifier of the license of the weights; null if none was stated.</summary>
    public string? License { get; init; }

    /// <summary>
    /// Evaluations of the model; empty for the validation metrics of its training. Each must be of the model's classes.
    /// </summary>
    public IReadOnlyList<Evaluation> Evaluations { get; init; } = [];
}
