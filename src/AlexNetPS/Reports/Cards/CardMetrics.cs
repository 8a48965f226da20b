using System.Globalization;
using AlexNetPS.Inference;
using AlexNetPS.Models;
using AlexNetPS.Training;

namespace AlexNetPS.Reports.Cards;

/// <summary>One metric of a card.</summary>
/// <param name="Type">Identifier that model hubs know: accuracy, loss.</param>
/// <param name="Name">Display name.</param>
/// <param name="Value">Value; an accuracy from 0 to 1.</param>
/// <param name="Interval">95 % interval; null if the metric has none, or the number of images is unknown.</param>
internal sealed record CardMetric(string Type, string Name, double Value, ConfidenceInterval? Interval);

/// <summary>Metrics of a model on a split.</summary>
internal sealed record CardMetrics
{
    /// <summary>Name of the dataset.</summary>
    public required string Dataset { get; init; }

    /// <summary>SHA-256 of the dataset; null if unknown.</summary>
    public string? DatasetSha256 { get; init; }

    /// <summary>Name of the split.</summary>
    public required string Split { get; init; }

    /// <summary>Number of images; null if unknown.</summary>
    public int? Count { get; init; }

    /// <summary>The metrics.</summary>
    public required IReadOnlyList<CardMetric> Metrics { get; init; }

    /// <summary>Whether the images have chosen the epoch of the weights.</summary>
    public bool HasChosenEpoch { get; init; }

    /// <summary>Returns the metrics of a card: those of the evaluations, otherwise those of the training.</summary>
    public static IReadOnlyList<CardMetrics> Of(AlexNetModel model, TrainingRun? run,
        IReadOnlyList<Evaluation> evaluations) => evaluations.Count > 0
        ? [.. evaluations.Select(evaluation => Of(evaluation))]
        : model.Training is { ValidationTop1: double top1 } training ? [Of(model, run, training, top1)] : [];

    private static CardMetrics Of(Evaluation evaluation) => new()
    {
        Dataset = evaluation.Dataset,
        DatasetSha256 = evaluation.DatasetSha256,
        Split = evaluation.Split.ToString().ToLowerInvariant(),
        Count = evaluation.Count,
        Metrics =
        [
            Accuracy(1, evaluation.Top1, evaluation.Count),
            .. evaluation.TopK.Where(top => top is { K: > 1, IsAlwaysOne: false })
                .Select(top => Accuracy(top.K, top.Accuracy, evaluation.Count)),
            new("loss", "Cross-entropy loss", evaluation.Loss, null),
        ],
    };

    // As in the file: of a run that goes on, run.json may be of a later epoch than the weights.
    private static CardMetrics Of(AlexNetModel model, TrainingRun? run, ModelTraining training, double top1)
    {
        int? count = run is null ? null : ValidationCount(run);
        return new()
        {
            Dataset = training.Dataset ?? run?.Dataset ?? "unknown",
            DatasetSha256 = training.DatasetSha256,
            Split = "validation",
            Count = count,
            HasChosenEpoch = true,
            Metrics =
            [
                Accuracy(1, top1, count),
                .. training.ValidationTop5 is double top5 && model.Classes.Count > 5
                    ? [Accuracy(5, top5, count)]
                    : (CardMetric[])[],
                .. training.ValidationLoss is double loss
                    ? [new("loss", "Cross-entropy loss", loss, null)]
                    : (CardMetric[])[],
            ],
        };
    }

    private static int ValidationCount(TrainingRun run)
    {
        int all = run.Manifest.Dataset.Validation;
        return run.LimitBatches is int batches ? (int)Math.Min(all, (long)batches * run.Recipe.BatchSize) : all;
    }

    private static CardMetric Accuracy(int k, double value, int? count) => new(
        k == 1 ? "accuracy" : $"top-{k}-accuracy", string.Create(CultureInfo.InvariantCulture, $"Top-{k} accuracy"), value,
        count is int images ? ConfidenceInterval.Wilson(value, images) : null);
}
