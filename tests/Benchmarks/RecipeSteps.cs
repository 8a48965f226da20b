using System.Runtime.InteropServices;
using System.Text.Json;
using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu;
using AlexNetPS.Models;
using AlexNetPS.Models.Export;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;
using AlexNetPS.Training;
using AlexNetPS.Transforms;

namespace AlexNetPS.Benchmarks;

/// <summary>
/// The first steps of a recipe on images, without dropout, and what tests/peers/recipe_steps.py needs to take the
/// same ones in PyTorch: the initial weights, the batches as the network gets them, and the losses.
/// </summary>
internal static class RecipeSteps
{
    private const ulong Seed = 1;

    public static void Write(string name, string images, int batchSize, int steps, string folder)
    {
        ImageNetDataset dataset = ImageNetImporter.Import(images);
        Recipe recipe = Trainer.Prepare(dataset, Recipe.Get(name) with { BatchSize = batchSize });
        NetworkDefinition built = recipe.BuildNetwork(dataset.Classes.Count);
        var definition = new NetworkDefinition(built.Name, built.Input,
            [.. built.Layers.Select(
                layer => layer is DropoutDefinition dropout ? dropout with { Probability = 0 } : layer)]);
        using INetwork network =
            new CpuEngine().Create(definition, new() { MaximumBatchSize = batchSize, Optimizer = recipe.Optimizer });
        NetworkInitializer.Initialize(network, recipe.Initialization, Seed);
        var description = new ModelDescription
        {
            Name = name,
            Definition = definition,
            Classes = [.. dataset.Classes.Select(c => c.Name)],
            Recipe = recipe
        };
        AlexNetModel.FromNetwork(network, description)
            .Export(Path.Combine(folder, "start.pth"), names: TensorNames.Layers);

        using var loader = new BatchLoader(dataset.Train, recipe.CreateTrainTransforms(definition), batchSize);
        using FileStream inputs = File.Create(Path.Combine(folder, "images.float32"));
        float[] targets = new float[batchSize * dataset.Classes.Count], logits = new float[targets.Length];
        var losses = new List<float>();
        var labels = new List<int>();
        loader.Start(EpochOrder.Of(dataset.Train, recipe.Sampling, Seed, 1), Seed, 1, limit: steps);
        for (Batch? batch = loader.Next(); batch is not null; batch = loader.Next())
        {
            inputs.Write(MemoryMarshal.AsBytes(batch.Images.Values));
            labels.AddRange(batch.Samples.ToArray().Select(sample => sample.LabelIndex));
            batch.WriteTargets(targets, dataset.Classes.Count);
            losses.Add(network.TrainStep(batch.Images, targets, new(recipe.Optimizer.LearningRate, Seed, losses.Count),
                logits));
        }

        using FileStream result = File.Create(Path.Combine(folder, "steps.json"));
        JsonSerializer.Serialize(result, new { definition, optimizer = recipe.Optimizer, labels, losses },
            NetworkArchitecture.Json);
    }
}
