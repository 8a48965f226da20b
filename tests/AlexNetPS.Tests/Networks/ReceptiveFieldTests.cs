using AlexNetPS.Networks;

namespace AlexNetPS.Tests.Networks;

public sealed class ReceptiveFieldTests
{
    // By hand: a window of k with stride s and padding p widens by (k - 1) steps of the layers before it, and begins p
    // steps earlier; a step is the product of the strides before it.
    [Theory]
    [InlineData("Paper", "conv1", 11, 0, 4)]
    [InlineData("Paper", "norm1", 11, 0, 4)]
    [InlineData("Paper", "pool1", 19, 0, 8)]
    [InlineData("Paper", "conv2", 51, -16, 8)]
    [InlineData("Paper", "pool2", 67, -16, 16)]
    [InlineData("Paper", "conv3", 99, -32, 16)]
    [InlineData("Paper", "conv4", 131, -48, 16)]
    [InlineData("Paper", "conv5", 163, -64, 16)]
    [InlineData("Paper", "pool5", 195, -64, 32)]
    [InlineData("OneTower", "conv1", 11, -2, 4)]
    // "same": 57 windows of 11 in steps of 4 need 8 more than 227, 4 of them before.
    [InlineData("Oxford17", "conv1", 11, -4, 4)]
    [InlineData("Mnist28", "conv1", 3, -1, 1)]
    public void TheFirstAndTheSecondValueSeeThis(string preset, string layer, int size, int first, int step)
    {
        NetworkDefinition network = NetworkArchitecture.Get(preset);
        Assert.Equal(new ReceptiveField(first, first, size, size), ReceptiveField.Of(network, layer, 0, 0));
        Assert.Equal(new ReceptiveField(first, first + step, size, size), ReceptiveField.Of(network, layer, 0, 1));
        Assert.Equal(new ReceptiveField(first + step, first, size, size), ReceptiveField.Of(network, layer, 1, 0));
    }

    [Fact]
    public void AveragesAndFullyConnectedLayersSeeTheirWholeInput()
    {
        var network = new NetworkDefinition("averages", new(1, 5, 7),
        [
            new AdaptiveAveragePoolDefinition { Name = "average", Size = 2 },
            new LinearDefinition { Name = "fc", Outputs = 2 },
        ]);

        // Windows [0, 3) and [2, 5) of five rows, [0, 4) and [3, 7) of seven columns.
        Assert.Equal(new ReceptiveField(0, 0, 3, 4), ReceptiveField.Of(network, "average", 0, 0));
        Assert.Equal(new ReceptiveField(2, 3, 3, 4), ReceptiveField.Of(network, "AVERAGE", 1, 1));
        Assert.Equal(new ReceptiveField(0, 0, 5, 7), ReceptiveField.Of(network, "fc", 0, 0));
    }

    [Fact]
    public void LayersOfTheCifarNetworksHaveWindowsToo()
    {
        var network = new NetworkDefinition("cifar", new(1, 9, 9),
        [
            new LocallyConnectedDefinition { Name = "local", Filters = 1, Kernel = 3, Padding = new(1, 1) },
            new LocalResponseNormalizationDefinition { Name = "norm", Region = NormalizationRegion.WithinMap },
            new AveragePoolDefinition { Name = "pool", Kernel = 3, Stride = 2 },
            new LinearDefinition { Name = "fc", Outputs = 2 },
        ]);
        Assert.Equal(new ReceptiveField(-1, 0, 3, 3), ReceptiveField.Of(network, "local", 0, 1));
        Assert.Equal(new ReceptiveField(-3, -2, 7, 7), ReceptiveField.Of(network, "norm", 0, 1));
        Assert.Equal(new ReceptiveField(-3, -1, 9, 9), ReceptiveField.Of(network, "pool", 0, 1));
    }

    [Fact]
    public void StridesOfManyLayersDoNotOverflow()
    {
        var network = new NetworkDefinition("deep", new(1, 1, 1),
        [
            .. Enumerable.Range(0, 40).Select(i => new ConvolutionDefinition
            {
                Name = $"conv{i}", Filters = 1, Kernel = 1000, Stride = 1000, Padding = new(500, 499),
            }),
            new LinearDefinition { Name = "fc", Outputs = 2 },
        ]);
        ReceptiveField field = ReceptiveField.Of(network, "conv39", 0, 0);
        Assert.True(field is { Top: < -1_000_000, Height: > 2_000_000 }, $"{field}");
    }

    [Fact]
    public void ValuesThatAreNotThereAreErrors()
    {
        NetworkDefinition network = NetworkArchitecture.Get("Mnist28");
        Assert.Throws<NetworkDefinitionException>(() => ReceptiveField.Of(network, "conv9", 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => ReceptiveField.Of(network, "conv1", 28, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => ReceptiveField.Of(network, "conv1", 0, -1));
    }
}
