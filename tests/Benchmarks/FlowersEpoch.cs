using AlexNetPS.Benchmarks.Rates;
using AlexNetPS.Datasets;
using AlexNetPS.Recipes;
using AlexNetPS.Training;

namespace AlexNetPS.Benchmarks;

/// <summary>
/// An epoch of the HalfWidth recipe from prepared images, loading included, beside PyTorch with its own loader.
/// </summary>
internal static class FlowersEpoch
{
    /// <param name="folder">Images in train and val; null for shared/data/flowers beside the working copy.</param>
    /// <param name="peer">Whether PyTorch runs too.</param>
    /// <param name="device">Device of both.</param>
    /// <param name="batch">Images of a step.</param>
    /// <param name="epochs">The last counts, so that the first ones warm up.</param>
    /// <param name="workers">Loader processes of PyTorch.</param>
    /// <param name="drawn">Images to draw and use instead of the folder; 0 for none.</param>
    public static TableRow Row(string? folder, bool peer, string device = "cpu", int batch = 32, int epochs = 1,
        int workers = 2, int drawn = 0)
    {
        string set = drawn > 0 ? $"{drawn} drawn images" : "flowers", what =
            $"epoch of {set}, HalfWidth, batch {batch}";
        string work = Directory.CreateTempSubdirectory("alexnetps-").FullName;
        try
        {
            folder ??= drawn > 0 ? Path.Combine(work, "drawn") : RepositoryFiles.Find("shared", "data", "flowers");
            if (folder is null)
                return new(what, "left out: no images", "name a folder with --flowers", "", "2 x (2.5 x)");
            if (drawn > 0)
                DrawnPhotos.Write(folder, drawn);
            ImageNetDataset dataset =
                ImageNetImporter.Import(folder, new ImportOptions { CachePath = Path.Combine(work, "store") });
            Recipe recipe = Recipe.Get("HalfWidth") with { BatchSize = batch, Epochs = epochs };
            TrainingRun run = Trainer.Train(dataset,
                new TrainingOptions
                {
                    Recipe = recipe,
                    Seed = 1,
                    RunPath = Path.Combine(work, "run"),
                    Device = device
                });
            double ours = run.Epochs[^1].ImagesPerSecond;
            (string against, string ratio) = peer
                ? Compare(ours, dataset.Train.Count, folder, device, batch, epochs, workers)
                : ("-", "-");
            return new(what, TableRow.Text($"{ours:F1} img/s"), against, ratio, "2 x (2.5 x)");
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static (string Against, string Ratio) Compare(double ours, int images, string folder, string device,
        int batch, int epochs, int workers)
    {
        try
        {
            double theirs = images / PeerProcess.FlowersEpoch(folder, device, batch, epochs, workers);
            return (TableRow.Text($"PyTorch, {workers} workers {theirs:F1} img/s"),
                TableRow.Text($"{ours / theirs:F2} x"));
        }
        catch (PeerException e)
        {
            return ($"PyTorch not available: {e.Message}", "-");
        }
    }
}
