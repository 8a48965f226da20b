using AlexNetPS.Models;

namespace AlexNetPS.Inference.Samples;

/// <summary>Options of a contact sheet.</summary>
public sealed record SampleOptions
{
    /// <summary>Maximum number of images, 1 to 1000.</summary>
    public int Count { get; init; } = 32;

    /// <summary>Seed of the run, for order and augmentation.</summary>
    public ulong Seed { get; init; }

    /// <summary>The epoch, from 1.</summary>
    public int Epoch { get; init; } = 1;

    /// <summary>Only images of these classes; empty for all.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>
    /// Images per row; 0 to choose by their number. Ten crops of an image are always a separate row.
    /// </summary>
    public int Columns { get; init; }

    /// <summary>Model whose prediction is written below each image; null writes only the class.</summary>
    public AlexNetModel? Model { get; init; }

    /// <summary>Title; empty for none, null for recipe, dataset and split.</summary>
    public string? Title { get; init; }

    /// <summary>Whether file names are below the images; null: if there is a model.</summary>
    public bool? ShowFileNames { get; init; }

    /// <summary>Device of the model.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>How the CPU engine computes convolutions.</summary>
    public Engines.ConvolutionAlgorithm Convolution { get; init; }

    /// <summary>Threads that run the model; 0 for all processors.</summary>
    public int Threads { get; init; }

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Count, 1000);
        ArgumentOutOfRangeException.ThrowIfLessThan(Epoch, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(Columns);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Columns, 100);
    }
}
