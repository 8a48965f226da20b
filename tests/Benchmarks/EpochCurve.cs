using AlexNetPS.Benchmarks.Import;
using AlexNetPS.Datasets;
using AlexNetPS.Recipes;
using AlexNetPS.Training;
using static System.FormattableString;

namespace AlexNetPS.Benchmarks;

/// <summary>
/// One epoch of a recipe, with what it has come to on its way: to lie beside tests/peers/fashion_d2l.py --report.
/// </summary>
internal static class EpochCurve
{
    public static void Print(string recipe, int every, int? batches, string images)
    {
        using var work = new WorkFolder();
        ImageNetDataset dataset = ImageNetImporter.Import(images, new ImportOptions { CachePath = work.New() });
        Console.WriteLine(dataset);
        Trainer.Train(dataset,
            new()
            {
                Recipe = Recipe.Get(recipe) with { Epochs = 1 },
                Seed = 1,
                LimitBatches = batches,
                RunPath = work.New()
            }, new Printer(every));
    }

    private sealed class Printer(int every) : ITrainingObserver
    {
        public void OnStep(TrainingProgress progress)
        {
            if (progress.Step % every == 0)
                Console.WriteLine(Invariant($"step {progress.Step}: {progress.Loss:F4}, {progress.Top1:F4}"));
        }

        public void OnEpoch(EpochResult epoch) => Console.WriteLine(
            Invariant($"{epoch.Epoch},{epoch.TrainLoss:F4},{epoch.TrainTop1:F4},")
            + Invariant($"{epoch.ValidationLoss:F4},{epoch.ValidationTop1:F4},{epoch.Seconds:F1}"));

        public void OnWarning(string message) => Console.WriteLine(message);
    }
}
