using System.Globalization;
using AlexNetPS.Datasets;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Training.Settings;

/// <summary>What decides whether a setting of a recipe has an effect in a run.</summary>
internal sealed record RunFacts
{
    /// <summary>The resolved recipe of the run.</summary>
    public required Recipe Recipe { get; init; }

    /// <summary>The network, with an output for each class.</summary>
    public required NetworkDefinition Network { get; init; }

    /// <summary>Number of training images.</summary>
    public required int Train { get; init; }

    /// <summary>Number of validation images.</summary>
    public required int Validation { get; init; }

    /// <summary>Training images of each class; null if unknown.</summary>
    public IReadOnlyList<int>? ClassImages { get; init; }

    /// <summary>Batches after which every epoch and validation ends; null for all.</summary>
    public int? LimitBatches { get; init; }

    /// <summary>Batches of an epoch.</summary>
    public int Batches => (int)Math.Min(AllBatches, LimitBatches ?? AllBatches);

    /// <summary>Optimizer steps of an epoch.</summary>
    public int Steps => (Batches + Recipe.Optimizer.Accumulation - 1) / Recipe.Optimizer.Accumulation;

    /// <summary>Optimizer steps of the run.</summary>
    public long TotalSteps => (long)Recipe.Epochs * Steps;

    /// <summary><see cref="LimitBatches"/> if it leaves out images; null otherwise.</summary>
    public int? EffectiveLimit =>
        LimitBatches is int limit && (limit < AllBatches || (long)limit * Recipe.BatchSize < Validation) ? limit : null;

    /// <summary>The length of the run in words: "1 epoch of 12 steps".</summary>
    public string Length => $"{Count(Recipe.Epochs, "epoch")} of {Count(Steps, "step")}";

    /// <summary>A number with its noun: "1 batch", "1,200 steps".</summary>
    public static string Count(long count, string noun, string plural = "s") =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {noun}{(count == 1 ? "" : plural)}");

    private long AllBatches => ((long)Train + Recipe.BatchSize - 1) / Recipe.BatchSize;

    /// <summary>The facts of a run that starts.</summary>
    public static RunFacts Of(Recipe recipe, ImageNetDataset dataset, int? limitBatches)
    {
        int[] images = new int[dataset.Classes.Count];
        foreach (ImageSample sample in dataset.Train.Samples)
            images[sample.LabelIndex]++;
        return new()
        {
            Recipe = recipe,
            Network = recipe.BuildNetwork(dataset.Classes.Count),
            Train = dataset.Train.Count,
            Validation = dataset.Validation.Count,
            ClassImages = images,
            LimitBatches = limitBatches,
        };
    }

    /// <summary>The facts of a run on disk.</summary>
    public static RunFacts Of(RunManifest run) => new()
    {
        Recipe = run.Recipe,
        Network = run.Recipe.BuildNetwork(run.Dataset.Classes.Count),
        Train = run.Dataset.Train,
        Validation = run.Dataset.Validation,
        LimitBatches = run.LimitBatches,
    };
}
