using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Ranks;
using AlexNetPS.Training.Curves;

namespace AlexNetPS.Training.Runs;

/// <summary>
/// Settings of the last session of a run, which may differ when it is resumed: the command that resumes it names them.
/// </summary>
internal sealed record RunSession
{
    /// <summary>Store of the dataset; null for a subset, and for a dataset without a store.</summary>
    public string? StorePath { get; init; }

    public NetworkPrecision Precision { get; init; }

    public ConvolutionAlgorithm Convolution { get; init; }

    /// <summary>0 for all processors.</summary>
    public int Threads { get; init; }

    /// <summary>Number of processes that trained together.</summary>
    public int Ranks { get; init; } = 1;

    /// <summary>What they were given as device, of which each had its own: "cuda"; null for one process.</summary>
    public string? Device { get; init; }

    public Parallelism Parallelism { get; init; }

    public GradientSum GradientSum { get; init; }

    public TensorBoardDetail TensorBoard { get; init; }

    /// <summary>Whether it wrote files for DVC.</summary>
    public bool Dvc { get; init; }

    public static RunSession Of(ImageNetDataset dataset, TrainingOptions options) => new()
    {
        StorePath = dataset.IsSubset ? null : dataset.StorePath,
        Precision = options.Precision,
        Convolution = options.Convolution,
        Threads = options.Threads,
        Ranks = options.Ranks?.Size ?? 1,
        Device = options.DeviceOfRanks,
        Parallelism = options.Parallelism,
        GradientSum = options.GradientSum,
        TensorBoard = options.TensorBoard,
        Dvc = options.Dvc,
    };
}
