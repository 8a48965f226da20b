using AlexNetPS.Recipes;

namespace AlexNetPS.Training.RangeTest;

/// <summary>Settings of a learning rate range test.</summary>
public sealed record LearningRateSearch
{
    /// <summary>The recipe; its learning rate and schedule are not used.</summary>
    public required Recipe Recipe { get; init; }

    /// <summary>First learning rate, above 0. Default: 1e-6.</summary>
    public double Minimum { get; init; } = 1e-6;

    /// <summary>Last learning rate. Default: 1.</summary>
    public double Maximum { get; init; } = 1;

    /// <summary>Steps from the first to the last rate, at least 10. Default: 100.</summary>
    public int Steps { get; init; } = 100;

    /// <summary>Seed of initial weights, order, augmentation and dropout.</summary>
    public ulong Seed { get; init; }

    /// <summary>Trained model to start from; null initializes by the recipe.</summary>
    public Models.AlexNetModel? InitialModel { get; init; }

    /// <summary>Device of an engine: "cpu".</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Numeric precision, if the engine has a choice.</summary>
    public Engines.NetworkPrecision Precision { get; init; }

    /// <summary>How the CPU engine computes convolutions.</summary>
    public Engines.ConvolutionAlgorithm Convolution { get; init; }

    /// <inheritdoc cref="TrainingOptions.Given"/>
    public IReadOnlyCollection<string> Given { get; init; } = [];

    /// <summary>Worker threads of the engine; 0 for all processors.</summary>
    public int Threads { get; init; }
}
