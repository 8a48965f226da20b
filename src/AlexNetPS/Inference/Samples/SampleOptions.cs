using AlexNetPS.Models;

namespace AlexNetPS.Inference.Samples;

/// <summary>Which images a contact sheet shows.</summary>
public sealed record SampleOptions
{
    /// <summary>Images, 1 to 1000; fewer where there are fewer.</summary>
    public int Count { get; init; } = 32;

    /// <summary>The run's seed: it chooses order and augmentation.</summary>
    public ulong Seed { get; init; }

    /// <summary>The epoch, from 1.</summary>
    public int Epoch { get; init; } = 1;

    /// <summary>Only images of these classes; empty for all.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>
    /// Images in a row; 0 to choose by their number. Ten crops of an image are always a row of their own.
    /// </summary>
    public int Columns { get; init; }

    /// <summary>Writes below each image what this model takes it for; null writes the class alone.</summary>
    public AlexNetModel? Model { get; init; }

    /// <summary>Where the model computes.</summary>
    public string Device { get; init; } = "cpu";

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Count, 1000);
        ArgumentOutOfRangeException.ThrowIfLessThan(Epoch, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(Columns);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Columns, 100);
    }
}
