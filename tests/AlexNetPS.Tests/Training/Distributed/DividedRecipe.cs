using AlexNetPS.Networks;
using AlexNetPS.Recipes;
using AlexNetPS.Tests.Training.Distributed;

namespace AlexNetPS.Tests.Training.Distributed;

/// <summary>A small network with all that crosses between two ranks, and all that a recipe draws or counts.</summary>
internal static class DividedRecipe
{
    private static readonly NetworkDefinition _network = new("Divided", new(3, 16, 16),
    [
        new ConvolutionDefinition { Name = "conv1", Filters = 32, Kernel = 5, Stride = 2, Padding = new(2, 2) },
        new ActivationDefinition { Name = "relu1" },
        new LocalResponseNormalizationDefinition { Name = "norm1", Size = 5, Alpha = 0.1, Beta = 0.75, K = 2 },
        new MaxPoolDefinition { Name = "pool1", Kernel = 3, Stride = 2 },
        new ConvolutionDefinition { Name = "conv2", Filters = 32, Kernel = 3, Padding = new(1, 1), Groups = 2 },
        new ActivationDefinition { Name = "relu2" },
        new ConvolutionDefinition { Name = "conv3", Filters = 32, Kernel = 3 },
        new ActivationDefinition { Name = "relu3" },
        new LinearDefinition { Name = "fc4", Outputs = 32 },
        new ActivationDefinition { Name = "relu4" },
        new DropoutDefinition { Name = "drop4", Probability = 0.2 },
        new LinearDefinition { Name = "fc5", Outputs = 2 },
    ]);

    public static Recipe Create(int epochs, string optimizer =
        """{ "type": "Sgd", "learningRate": 0.01, "momentum": 0.9, "clipNorm": 2, "averageDecay": 0.9 }""") =>
        PartedRecipe.Create(optimizer, epochs) with { Architecture = new(_network) };
}
