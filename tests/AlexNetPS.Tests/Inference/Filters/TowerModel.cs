using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu;
using AlexNetPS.Models;
using AlexNetPS.Networks;
using AlexNetPS.Tests.Models;

namespace AlexNetPS.Tests.Inference.Filters;

/// <summary>A small network with two convolutions, the second of which may be in groups.</summary>
internal static class TowerModel
{
    public static readonly string[] Classes = ["bee", "cat"];

    public static AlexNetModel Of(int groups, string evaluation = SmallModels.Center)
    {
        var definition = new NetworkDefinition("Towers", new(3, SmallModels.Edge, SmallModels.Edge),
        [
            new ConvolutionDefinition { Name = "conv1", Filters = 8, Kernel = 3, Padding = new(1, 1) },
            new ActivationDefinition { Name = "relu1" },
            new MaxPoolDefinition { Name = "pool1", Kernel = 2, Stride = 2 },
            new ConvolutionDefinition { Name = "conv2", Filters = 6, Kernel = 3, Padding = new(1, 1), Groups = groups },
            new ActivationDefinition { Name = "relu2" },
            new LinearDefinition { Name = "fc3", Outputs = Classes.Length },
        ]);
        using INetwork network = new CpuEngine().Create(definition, new() { MaximumBatchSize = 1, Threads = 1 });
        NetworkInitializer.Initialize(network, [], 1);
        return AlexNetModel.FromNetwork(network, new()
        {
            Name = "towers",
            Definition = definition,
            Classes = Classes,
            Recipe = SmallModels.Recipe(Classes.Length, evaluation),
        });
    }
}
