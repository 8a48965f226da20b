using AlexNetPS.Recipes;

namespace AlexNetPS.Training.RangeTest;

/// <summary>What a learning-rate range test is asked to do.</summary>
public sealed record LearningRateSearch
{
    /// <summary>The recipe; its own learning rate and schedule are not used.</summary>
    public required Recipe Recipe { get; init; }

    /// <summary>First rate, above 0.</summary>
    public double Minimum { get; init; } = 1e-6;

    /// <summary>Last rate.</summary>
    public double Maximum { get; init; } = 1;

    /// <summary>Steps from the first to the last rate, at least 10.</summary>
    public int Steps { get; init; } = 100;

    /// <summary>Seed of initial weights, order, augmentation and dropout.</summary>
    public ulong Seed { get; init; }

    /// <summary>Begins with the weights of a trained model; null begins as the recipe says.</summary>
    public Models.AlexNetModel? InitialModel { get; init; }

    /// <summary>Device of an engine: "cpu".</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Numbers to compute in, where the engine has a choice.</summary>
    public Engines.NetworkPrecision Precision { get; init; }

    /// <summary>Worker threads of the engine; 0 for all processors.</summary>
    public int Threads { get; init; }
}
