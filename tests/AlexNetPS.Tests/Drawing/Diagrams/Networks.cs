using AlexNetPS.Networks;

namespace AlexNetPS.Tests.Drawing.Diagrams;

/// <summary>Networks that are drawn.</summary>
internal static class Networks
{
    public static ConvolutionDefinition Convolution(string name, int filters, int groups = 1) =>
        new() { Name = name, Filters = filters, Kernel = 1, Groups = groups };

    /// <summary>Returns a network on images of 8 channels, with a layer of three classes after these.</summary>
    public static NetworkDefinition Of(params LayerDefinition[] layers) => new("drawn", new(8, 5, 5),
        [.. layers, new LinearDefinition { Name = "classes", Outputs = 3 }], "A network.");

    /// <summary>Networks that users may have: many layers, long names, many groups.</summary>
    public static NetworkDefinition Odd(string kind) => kind switch
    {
        "one layer" => new("x", new(1, 28, 28), [new LinearDefinition { Name = "fc", Outputs = 10 }]),
        "sixty layers" => Of([.. Enumerable.Range(1, 29).SelectMany(i => new LayerDefinition[]
        {
            Convolution($"conv{i}", 8), new ActivationDefinition { Name = $"relu{i}" },
        })]),
        "long names" => Of(Convolution(new string('w', 100), 8, groups: 4),
            new ActivationDefinition { Name = "a name of many words that goes on and on until it does not fit into a box" },
            Convolution("слой_свёртки_" + new string('щ', 80), 8), Convolution(new string('層', 100), 8, groups: 2)),
        "a group for each channel" => Of(Convolution("deep", 64, groups: 8), Convolution("apart", 64, groups: 64),
            new MaxPoolDefinition { Name = "pool", CeilMode = true, Padding = new(1, 0) }),
        "layers of the CIFAR networks" => Of(
            new LocallyConnectedDefinition { Name = "local", Filters = 8, Kernel = 3, Padding = new(1, 1) },
            new LocalResponseNormalizationDefinition { Name = "norm", Region = NormalizationRegion.WithinMap },
            Convolution("conv", 8, groups: 2), new AveragePoolDefinition { Name = "pool" }),
        "layers before weights" => Of(new DropoutDefinition { Name = "drop0" }, Convolution("conv1", 8, groups: 2)),
        _ => NetworkArchitecture.Get(kind),
    };

    /// <summary>Names of <see cref="Odd"/>, and of the presets.</summary>
    public static TheoryData<string> All => new([.. NetworkArchitecture.Names, "one layer", "sixty layers",
        "long names", "a group for each channel", "layers of the CIFAR networks", "layers before weights"]);
}
