using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Ranks;
using AlexNetPS.Recipes;
using AlexNetPS.Training.Diagnosis;

namespace AlexNetPS.Training.Runs;

/// <summary>Contents of run.json: everything needed to describe a run and to resume it.</summary>
internal sealed record RunManifest
{
    public const int LatestFormat = 1;

    public int FormatVersion { get; init; } = LatestFormat;

    public required string Name { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public string? Note { get; init; }

    public required RunStatus Status { get; init; }

    /// <summary>Why the run stopped; null if it did not.</summary>
    public string? StopReason { get; init; }

    /// <summary>The resolved recipe, with every override and every value from the dataset.</summary>
    public required Recipe Recipe { get; init; }

    public required ulong Seed { get; init; }

    public int? LimitBatches { get; init; }

    /// <summary>Initial model: its file, or its name; null for none.</summary>
    public string? InitialModel { get; init; }

    /// <summary>SHA-256 of the weights of the initial model; null for none, and in runs of earlier versions.</summary>
    public string? InitialWeights { get; init; }

    /// <summary>
    /// Loss of the first step, from which divergence is measured; null before it, and in runs of earlier versions.
    /// </summary>
    public double? FirstLoss { get; init; }

    /// <summary>How the loss diverged or became NaN; null if it did not.</summary>
    public TrainingFinding? Divergence { get; init; }

    public required RunDataset Dataset { get; init; }

    /// <summary>
    /// The recipe's values that are those of the training images, in a run of a fold: "trainTransforms[3].mean". They
    /// are different in each fold, and no setting. Null in other runs.
    /// </summary>
    public IReadOnlyList<string>? FoldValues { get; init; }

    public required RunEnvironment Environment { get; init; }

    /// <summary>Settings of the last session; the defaults in runs of earlier versions.</summary>
    public RunSession Session { get; init; } = new();

    public required DateTimeOffset Started { get; init; }

    /// <summary>Training time of all sessions in seconds.</summary>
    public double Seconds { get; init; }

    public IReadOnlyList<EpochResult> Epochs { get; init; } = [];

    /// <summary>Steps per epoch.</summary>
    [JsonIgnore]
    public int StepsPerEpoch
    {
        get
        {
            long batches = ((long)Dataset.Train + Recipe.BatchSize - 1) / Recipe.BatchSize;
            return (int)((Math.Min(batches, LimitBatches ?? batches) + Recipe.Optimizer.Accumulation - 1)
                / Recipe.Optimizer.Accumulation);
        }
    }
}

/// <summary>Training dataset of a run.</summary>
internal sealed record RunDataset
{
    public required string Name { get; init; }

    public required string SourcePath { get; init; }

    public required IReadOnlyList<string> Classes { get; init; }

    public required int Train { get; init; }

    public required int Validation { get; init; }

    /// <summary>SHA-256 of file names and labels of both splits, in order.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>
    /// SHA-256 of names, labels, splits and contents of all images; null if the hash of a file is unknown, and in older
    /// runs.
    /// </summary>
    public string? Sha256 { get; init; }

    /// <summary>The fold that it is; null if it is none.</summary>
    public DatasetFold? Fold { get; init; }

    /// <param name="dataset">The dataset.</param>
    /// <param name="hashes">Hashes of its files by position in the index; null if unknown.</param>
    public static RunDataset Of(ImageNetDataset dataset, ContentHash[]? hashes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (DatasetSplit split in new[] { dataset.Train, dataset.Validation })
        {
            foreach (ImageSample sample in split.Samples)
            {
                hash.AppendData(Encoding.UTF8.GetBytes(
                    $"{split.Name}/{sample.Index}/{sample.LabelIndex}/{Path.GetFileName(sample.Path)}\n"));
            }
        }

        return new()
        {
            Name = dataset.Name,
            SourcePath = dataset.SourcePath,
            Classes = [.. dataset.Classes.Select(c => c.DisplayName)],
            Train = dataset.Train.Count,
            Validation = dataset.Validation.Count,
            Fingerprint = Convert.ToHexStringLower(hash.GetHashAndReset()),
            Sha256 = DatasetHash.Of(dataset, hashes),
            Fold = dataset.Fold,
        };
    }
}

/// <summary>Environment in which a run was trained.</summary>
internal sealed record RunEnvironment
{
    public required string Version { get; init; }

    /// <summary>
    /// Engine, version, precision and a chosen convolution; null if several have trained the run, and in runs of earlier
    /// versions.
    /// </summary>
    public string? Engine { get; init; }

    public required string Runtime { get; init; }

    public required string OperatingSystem { get; init; }

    public required string Machine { get; init; }

    public required int Processors { get; init; }

    public required string Device { get; init; }

    public required string DeviceDescription { get; init; }

    public static RunEnvironment Of(Engines.EngineDevice device, IRankGroup? ranks = null) => new()
    {
        Version = typeof(RunEnvironment).Assembly.GetName().Version?.ToString(3) ?? "",
        Runtime = System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription,
        OperatingSystem = System.Runtime.InteropServices.RuntimeInformation.OSDescription,
        Machine = System.Environment.MachineName,
        Processors = System.Environment.ProcessorCount,
        Device = device.Name,
        DeviceDescription = (device.InstructionSet is null
            ? device.Description
            : $"{device.Description}, {device.InstructionSet}")
            + (ranks is null ? "" : $", {ranks.Size} ranks by {ranks.Library}"),
    };
}
