using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu;
using AlexNetPS.Models;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;

namespace AlexNetPS.Tests.Models;

/// <summary>Models small enough to build in every test.</summary>
internal static class SmallModels
{
    public const int Edge = 8;

    public static NetworkDefinition Network(int classes) => new("Tiny", new(3, Edge, Edge),
    [
        new ConvolutionDefinition { Name = "conv1", Filters = 4, Kernel = 3, Padding = new(1, 1) },
        new ActivationDefinition { Name = "relu1" },
        new MaxPoolDefinition { Name = "pool1", Kernel = 2, Stride = 2 },
        new LinearDefinition { Name = "fc6", Outputs = 6 },
        new ActivationDefinition { Name = "relu6" },
        new LinearDefinition { Name = "fc7", Outputs = classes },
    ]);

    /// <summary>Returns whether ONNX has an operator for each layer.</summary>
    public static bool HasGraph(NetworkDefinition network) => !network.Layers.Any(layer => layer
        is LocallyConnectedDefinition
        or LocalResponseNormalizationDefinition { Region: NormalizationRegion.WithinMap });

    public const string Center = """{ "type": "CenterCrop", "size": 8 }""";

    public static Recipe Recipe(int classes, string evaluation = Center)
    {
        string training = evaluation.Contains("MultiCrop", StringComparison.Ordinal)
            ? Center
            : evaluation.Replace("TenCrop", "CenterCrop", StringComparison.Ordinal);
        return AlexNetPS.Recipes.Recipe.Parse($$"""
            {
              "name": "Tiny", "architecture": {{System.Text.Json.JsonSerializer.Serialize(Network(classes), NetworkArchitecture.Json)}},
              "optimizer": { "type": "Sgd", "learningRate": 0.1 }, "epochs": 1, "batchSize": 4, "imageSize": 10,
              "trainTransforms": [ {{training}}, { "type": "Scale" } ],
              "evaluationTransforms": [ {{evaluation}}, { "type": "Scale" } ]
            }
            """);
    }

    public static AlexNetModel Model(IReadOnlyList<string> classes, string evaluation = Center, ulong seed = 1)
    {
        using INetwork network =
            new CpuEngine().Create(Network(classes.Count), new() { MaximumBatchSize = 1, Threads = 1 });
        NetworkInitializer.Initialize(network, [], seed);
        return AlexNetModel.FromNetwork(network, new()
        {
            Name = "Tiny",
            Definition = network.Definition,
            Classes = classes,
            Recipe = Recipe(classes.Count, evaluation),
            Training = new() { Dataset = "blobs", Epochs = 3, Seed = 1, ValidationTop1 = 0.5 },
        });
    }
}
