using System.Diagnostics;
using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;
using AlexNetPS.Transforms;

namespace AlexNetPS.Benchmarks.Import;

/// <summary>Training steps fed by the loader, beside the same steps on one batch that lies in memory.</summary>
internal sealed class LoadedTraining(string folder, WorkFolder work, int rounds)
{
    private const int BatchSize = 64, Steps = 8;
    private const string Network = "HalfWidth";

    public IEnumerable<TableRow> Rows()
    {
        ImageNetDataset dataset =
            ImageNetImporter.Import(folder, new ImportOptions { CachePath = work.Path("loaded") });
        NetworkDefinition definition = NetworkArchitecture.Get(Network).WithClasses(dataset.Classes.Count);
        TransformPipeline transforms = Recipe.Get(Network).CreateTrainTransforms(definition);
        using var network = (CpuNetwork)new CpuEngine().Create(definition,
            new() { MaximumBatchSize = BatchSize, Optimizer = Recipe.Get(Network).Optimizer });
        RandomWeights.Fill(network);
        using var loader = new BatchLoader(dataset.Train, transforms, BatchSize, workers: 1, prefetch: 1);
        float[] targets = new float[BatchSize * definition.Classes], logits = new float[targets.Length];
        loader.Start(dataset.Train.Samples, limit: 1);
        Batch first = loader.Next()!;
        float[] held = first.Images.Values.ToArray(), heldTargets = new float[targets.Length];
        first.WriteTargets(heldTargets, definition.Classes);
        Step(held, heldTargets);

        double memory = double.MaxValue, store = double.MaxValue;
        for (int round = 0; round <= rounds; round++)
        {
            memory = Math.Min(memory, Seconds(() => Step(held, heldTargets)));
            loader.Start(dataset.Train.Samples, epoch: round, limit: Steps);
            store = Math.Min(store, Seconds(Load));
        }

        yield return new(
            $"training from the store, {Network}, batch {BatchSize}",
            TableRow.Text($"{BatchSize / store:F1} img/s"),
            TableRow.Text($"from memory {BatchSize / memory:F1} img/s"),
            TableRow.Text($"{memory / store:F3} x"),
            "0.97 x");

        void Load()
        {
            Batch batch = loader.Next()!;
            batch.WriteTargets(targets, definition.Classes);
            Step(batch.Images.Values, targets);
        }

        void Step(ReadOnlySpan<float> images, float[] rows) => network.TrainStep(images, rows, new(1e-4, 1, 0), logits);
    }

    private static double Seconds(Action step)
    {
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < Steps; i++)
            step();
        return Stopwatch.GetElapsedTime(begin).TotalSeconds / Steps;
    }
}
