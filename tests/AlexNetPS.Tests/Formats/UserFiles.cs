using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Health.Quarantine;
using AlexNetPS.Formats.Npy;
using AlexNetPS.Imaging;
using AlexNetPS.Inference;
using AlexNetPS.Inference.Neighbors;
using AlexNetPS.Models;
using AlexNetPS.Models.Import;
using AlexNetPS.Recipes;
using AlexNetPS.Recipes.Architectures;
using AlexNetPS.Training;

namespace AlexNetPS.Tests.Formats;

/// <summary>The kinds of files that a user can name, each read as its cmdlet reads it.</summary>
internal static class UserFiles
{
    private static readonly Dictionary<string, Action<string>> _readers = new(StringComparer.Ordinal)
    {
        ["model.safetensors"] = static path => AlexNetModel.Load(path),
        ["model.pth"] = static path => AlexNetModel.Load(path),
        ["model.npz"] = static path => AlexNetModel.Load(path),
        ["run.json"] = static path => TrainingRun.Open(Path.GetDirectoryName(path)!),
        ["dataset.json"] = static path => ImageNetDataset.Open(path),
        ["recipe.json"] = static path => Recipe.Load(path),
        ["network.json"] = static path => ArchitectureFile.Load(path),
        ["map.json"] = static path => ClassMapFile.Read(path),
        ["map.csv"] = static path => ClassMapFile.Read(path),
        ["corrections.csv"] = static path => CorrectionFile.Read(path),
        ["corrections.jsonl"] = static path => CorrectionFile.Read(path),
        ["classes.txt"] = static path => ClassNameFile.Read(path),
        ["quarantine-1.jsonl"] = static path => QuarantineLog.Read(path),
        ["embeddings.csv"] = static path => FeatureSet.Open(path).Dispose(),
        ["embeddings.npy"] = static path => FeatureSet.Open(path).Dispose(),
        ["described.npy.json"] = static path => FeatureSidecar.Read(path[..^".json".Length]),
        ["mean.npy"] = static path => NpyFile.Read<double>(path, "<f8", out _),
        ["photo.jpg"] = static path => ImageCodecs.Read(path),
        ["list.csv"] = Import,
        ["list.tsv"] = Import,
        ["list.txt"] = Import,
        ["list.jsonl"] = Import,
        ["list.parquet"] = Import,
        ["train.tar"] = Import,
        ["train.tar.gz"] = Import,
        ["train-images-idx3-ubyte"] = static path => Import(Path.GetDirectoryName(path)!),
        ["data_batch_1.bin"] = static path => Import(Path.GetDirectoryName(path)!),
    };

    public static TheoryData<string> Names { get; } = [.. _readers.Keys];

    /// <summary>Those in whose place a folder is no dataset and no run, and is not passed over.</summary>
    public static TheoryData<string> NeverFolders { get; } =
    [
        "model.pth", "model.npz", "run.json", "recipe.json", "network.json", "map.json", "map.csv", "corrections.csv",
        "classes.txt", "quarantine-1.jsonl", "embeddings.csv", "embeddings.npy", "mean.npy", "photo.jpg",
    ];

    public static void Read(string path) => _readers[Path.GetFileName(path)](path);

    private static void Import(string path) => ImageNetImporter.Import(path, new ImportOptions
    {
        CachePath = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, "..", "cache"),
    });
}
