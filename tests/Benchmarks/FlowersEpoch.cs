using AlexNetPS.Datasets;
using AlexNetPS.Recipes;
using AlexNetPS.Training;

namespace AlexNetPS.Benchmarks;

/// <summary>
/// An epoch of the HalfWidth recipe from prepared images, loading included, beside PyTorch with its own loader.
/// </summary>
internal static class FlowersEpoch
{
    private const string What = "epoch of flowers, HalfWidth, batch 32";

    /// <param name="folder">Images in train and val; null for shared/data/flowers beside the working copy.</param>
    /// <param name="peer">Whether PyTorch runs too.</param>
    public static TableRow Row(string? folder, bool peer)
    {
        folder ??= RepositoryFiles.Find("shared", "data", "flowers");
        if (folder is null)
            return new(What, "left out: no images", "name a folder with --flowers", "", "2.5 x (4 x)");

        string work = Directory.CreateTempSubdirectory("alexnetps-").FullName;
        try
        {
            ImageNetDataset dataset =
                ImageNetImporter.Import(folder, new ImportOptions { CachePath = Path.Combine(work, "store") });
            Recipe recipe = Recipe.Get("HalfWidth") with { BatchSize = 32, Epochs = 1 };
            TrainingRun run = Trainer.Train(dataset,
                new TrainingOptions { Recipe = recipe, Seed = 1, RunPath = Path.Combine(work, "run") });
            double ours = run.Epochs[0].ImagesPerSecond, theirs = peer
                ? dataset.Train.Count / PeerProcess.FlowersEpoch(folder)
                : 0;
            return new(
                What,
                TableRow.Text($"{ours:F1} img/s"),
                peer ? TableRow.Text($"PyTorch, 2 workers {theirs:F1} img/s") : "-",
                peer ? TableRow.Text($"{ours / theirs:F2} x") : "-",
                "2.5 x (4 x)");
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }
}
