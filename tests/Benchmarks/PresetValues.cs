using System.Text.Json;
using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu;
using AlexNetPS.Networks;
using AlexNetPS.Tests.Engines;

namespace AlexNetPS.Benchmarks;

/// <summary>
/// What tests/peers/presets_table.py compares with PyTorch: logits of a preset, and its losses over three steps without
/// dropout.
/// </summary>
internal static class PresetValues
{
    private const int Batch = 2, Steps = 3;

    public static void Print(string preset, string optimizer)
    {
        NetworkDefinition network = NetworkArchitecture.Get(preset);
        var undropped = new NetworkDefinition(network.Name, network.Input,
            [.. network.Layers.Select(
                layer => layer is DropoutDefinition dropout ? dropout with { Probability = 0 } : layer)]);
        var golden = new Golden(undropped,
            new()
            {
                Type = Enum.Parse<OptimizerType>(optimizer),
                LearningRate = 0.01,
                Momentum = 0.9,
                WeightDecay = 5e-4
            }, [], Batch, [], [], []);
        using INetwork built =
            new CpuEngine().Create(undropped, new() { MaximumBatchSize = Batch, Optimizer = golden.Optimizer });
        for (int i = 0; i < built.Parameters.Count; i++)
            built.Write(built.Parameters[i].Name, Golden.Start(built.Parameters[i], i));

        float[] images = golden.Images(), targets = golden.Targets(), logits = new float[targets.Length], ignored =
            new float[targets.Length];
        built.Forward(images, logits);
        float[] losses = [.. Enumerable.Range(0, Steps)
            .Select(step => built.TrainStep(images, targets, new(1e-3, 1, step), ignored))];
        Console.WriteLine(JsonSerializer.Serialize(new { parameters = network.Parameters, logits, losses }));
    }
}
