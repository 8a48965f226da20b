using AlexNetPS.Networks;

namespace AlexNetPS.Tests.Networks;

public class ArchitectureTests
{
    [Theory]
    [InlineData("Paper", 1000, 60_965_224, 724_406_816)]
    [InlineData("OneTower", 1000, 61_100_840, 714_188_480)]
    [InlineData("Ungrouped", 1000, 62_378_344, 1_135_256_096)]
    [InlineData("CaffeNet", 1000, 60_965_224, 724_406_816)]
    [InlineData("BvlcAlexNet", 1000, 60_965_224, 724_406_816)]
    [InlineData("D2L", 10, 46_764_746, 938_146_176)]
    [InlineData("HalfWidth", 5, 14_591_685, 309_154_064)]
    [InlineData("Mnist28", 10, 5_624_842, 34_606_080)]
    [InlineData("Cifar80sec", 10, 145_578, 12_354_176)]
    [InlineData("Cifar18pct", 10, 89_578, 12_298_240)]
    [InlineData("CifarLocal13", 10, 1_116_490, 18_517_248)]
    [InlineData("CifarLocal11", 10, 1_116_490, 18_517_248)]
    [InlineData("FigureOne", 10, 89_578, 12_298_240)]
    public void TotalsAreThePublishedOnes(string name, int classes, long parameters, long multiplyAdds)
    {
        NetworkDefinition network = NetworkArchitecture.Get(name);
        Assert.Equal(classes, network.Classes);
        Assert.Equal(parameters, network.Parameters);
        Assert.Equal(multiplyAdds, network.MultiplyAdds);
    }

    [Fact] // its multiply-adds are not published
    public void Oxford17HasThePublishedParametersAndSizes()
    {
        NetworkDefinition network = NetworkArchitecture.Get("Oxford17");
        Assert.Equal((17, 87_711_121), (network.Classes, network.Parameters));
        Assert.Equal(["96x57x57", "96x29x29", "256x29x29", "256x15x15", "256x15x15", "256x8x8"],
            from name in (string[])["conv1", "pool1", "conv2", "pool2", "conv5",
                "pool5"]
            select network.Layer(name).OutputShape.ToString());
    }

    /// <summary>cuda-convnet's pools round up: 32, 16, 8 and 4 pixels, and 24, 12 and 6 of a crop.</summary>
    [Theory]
    [InlineData("Cifar80sec", "32x32x32 32x16x16 32x16x16 32x8x8 64x8x8 64x4x4")]
    [InlineData("Cifar18pct", "32x32x32 32x16x16 32x16x16 32x8x8 64x8x8 64x4x4")]
    [InlineData("FigureOne", "32x32x32 32x16x16 32x16x16 32x8x8 64x8x8 64x4x4")]
    [InlineData("CifarLocal13", "64x24x24 64x12x12 64x12x12 64x6x6 32x6x6 32x6x6")]
    [InlineData("CifarLocal11", "64x24x24 64x12x12 64x12x12 64x6x6 32x6x6 32x6x6")]
    public void MapsOfTheCifarNetworksHaveThePublishedSizes(string name, string sizes) =>
        Assert.Equal(sizes.Split(' '), from layer in NetworkArchitecture.Get(name).ResolvedLayers
                                       where layer.Definition is ConvolutionDefinition or PoolDefinition
                                           or LocallyConnectedDefinition
                                       select layer.OutputShape.ToString());

    [Fact]
    public void PaperLayersMatchThePublishedCounts()
    {
        NetworkDefinition paper = NetworkArchitecture.Get("paper");
        Assert.Equal(
            [34_944L, 307_456, 885_120, 663_936, 442_624, 37_752_832, 16_781_312, 4_097_000],
            paper.ResolvedLayers.Where(l => l.HasParameters).Select(l => l.Parameters));
        Assert.Equal("256x6x6", paper.Layer("pool5").OutputShape.ToString());
        Assert.Equal("conv1.weight [96, 3, 11, 11]", paper.ParameterTensors[0].ToString());
    }

    [Fact]
    public void AnotherClassCountChangesOnlyTheLastLayer()
    {
        NetworkDefinition five = NetworkArchitecture.Get("Paper").WithClasses(5);
        Assert.Equal(5, five.Classes);
        Assert.Equal(60_965_224 - 4_097_000 + 4096 * 5 + 5, five.Parameters);
    }

    [Theory]
    [InlineData(224, 4, 11, 0, 0, true, 55)]   // cuda-convnet2: the last window hangs over
    [InlineData(227, 4, 11, 0, 0, false, 55)]
    [InlineData(224, 4, 11, 2, 2, false, 55)]
    [InlineData(224, 4, 11, 1, 2, false, 55)]
    [InlineData(224, 4, 11, 0, 0, false, 54)]
    public void FourWaysGiveFiftyFive(int input, int stride, int kernel, int before, int after, bool ceil, int expected)
    {
        Window window = Window.Resolve(input, kernel, stride, new WindowPadding(before, after), ceil);
        Assert.Equal(expected, window.Output);
        Assert.True(window.Before + window.Input + window.After >= (window.Output - 1) * stride + kernel);
    }

    [Fact]
    public void ImpossibleShapesNameTheLayer()
    {
        var e = Assert.Throws<NetworkDefinitionException>(() => new NetworkDefinition("tiny", new(3, 8, 8),
        [
            new ConvolutionDefinition { Name = "conv1", Filters = 4, Kernel = 11 },
            new LinearDefinition { Name = "fc", Outputs = 2 },
        ]));
        Assert.Contains("conv1", e.Message);

        Assert.Contains("Paper",
            Assert.Throws<NetworkDefinitionException>(() => NetworkArchitecture.Get("nope")).Message);
        Assert.Contains("Did you mean 'OneTower'?",
            Assert.Throws<NetworkDefinitionException>(() => NetworkArchitecture.Get("OneTowr")).Message);
        Assert.Contains("fc7",
            Assert.Throws<NetworkDefinitionException>(() => NetworkArchitecture.Get("Paper").Layer("fc9")).Message);
    }
}
