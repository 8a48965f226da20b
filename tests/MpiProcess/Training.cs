using System.Diagnostics;
using AlexNetPS.Ranks;
using AlexNetPS.Recipes;
using AlexNetPS.Tests.Training;
using AlexNetPS.Tests.Training.Distributed;
using AlexNetPS.Training;

namespace MpiProcess;

/// <summary>Trains, or goes on with a run.</summary>
internal static class Training
{
    /// <param name="group">The ranks.</param>
    /// <param name="folder">Run folder.</param>
    /// <param name="sum">How gradients are summed.</param>
    /// <param name="epochs">Epochs of the run.</param>
    /// <param name="killed">The rank that is killed when there is a checkpoint; -1 for none.</param>
    /// <param name="parallelism">What the ranks divide.</param>
    public static int Run(IRankGroup group, string folder, GradientSum sum, int epochs, int killed,
        Parallelism parallelism)
    {
        if (group.Rank == killed)
            new Thread(() => KillAtCheckpoint(folder)) { IsBackground = true }.Start();
        try
        {
            TrainingRun run = Trainer.Train(DrawnImages.Dataset(train: 90), new()
            {
                Recipe = RecipeOf(parallelism, epochs) with { EarlyStopping = null },
                RunPath = folder,
                Resume = true,
                Seed = 3,
                Threads = 1,
                Ranks = group,
                Parallelism = parallelism,
                GradientSum = sum,
            });
            Console.WriteLine($"rank {group.Rank}: {run.Status}");
            return 0;
        }
        catch (TrainingException e)
        {
            Console.WriteLine($"rank {group.Rank}: {e.Message}");
            return 3;
        }
    }

    private static Recipe RecipeOf(Parallelism parallelism, int epochs) => parallelism == Parallelism.Model
        ? DividedRecipe.Create(epochs)
        : PartedRecipe.Create("""{ "type": "Sgd", "learningRate": 0.01, "momentum": 0.9 }""", epochs);

    private static void KillAtCheckpoint(string folder)
    {
        while (!File.Exists(Path.Combine(folder, "last.safetensors")))
            Thread.Sleep(5);
        Process.GetCurrentProcess().Kill();
    }
}
