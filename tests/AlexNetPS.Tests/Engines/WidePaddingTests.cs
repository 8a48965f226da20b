using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu;
using AlexNetPS.Networks;

namespace AlexNetPS.Tests.Engines;

/// <summary>
/// Padding as wide as the kernel or wider, as PyTorch allows: windows in the border see zeros. Against a plain loop.
/// </summary>
public class WidePaddingTests
{
    [Theory]
    [InlineData(1, 1, 1, 1, 1, 1)]
    [InlineData(3, 1, 3, 3, 1, 3)]
    [InlineData(3, 2, 5, 4, 1, 3)]
    [InlineData(2, 1, 2, 4, 2, 32)]
    [InlineData(2, 3, 7, 2, 2, 32)]
    public void ConvolutionsAreThoseOfAPlainLoop(int kernel, int stride, int before, int after, int groups,
        int channels)
    {
        const int Height = 5, Width = 6, Filters = 18;
        var convolution = new ConvolutionDefinition
        {
            Name = "conv",
            Filters = Filters,
            Kernel = kernel,
            Stride = stride,
            Padding = new(before, after),
            Groups = groups
        };
        var shape = new TensorShape(channels, Height, Width);
        TensorShape output = convolution.OutputShape(shape);

        // The last layer takes one value at a time: a matrix of ones and zeros.
        int count = (int)output.Count;
        var definition = new NetworkDefinition("wide", shape,
            [convolution, new LinearDefinition { Name = "head", Outputs = count }]);
        float[] weights = Golden.Values(Filters * channels / groups * kernel * kernel, 3), biases =
            Golden.Values(Filters, 4), images = Golden.Values(channels * Height * Width, 5);
        float[] identity = new float[count * count], result = new float[count];
        for (int i = 0; i < count; i++)
            identity[i * count + i] = 1;
        using INetwork network = new CpuEngine().Create(definition, new() { MaximumBatchSize = 1 });
        network.Write("conv.weight", weights);
        network.Write("conv.bias", biases);
        network.Write("head.weight", identity);
        network.Write("head.bias", new float[count]);
        network.Forward(images, result);

        int inputs = channels / groups;
        for (int filter = 0, at = 0; filter < Filters; filter++)
        {
            for (int row = 0; row < output.Height; row++)
            {
                for (int column = 0; column < output.Width; column++, at++)
                {
                    double sum = biases[filter];
                    for (int input = 0; input < inputs; input++)
                    {
                        for (int tap = 0; tap < kernel * kernel; tap++)
                        {
                            int y = row * stride + tap / kernel - before, x = column * stride + tap % kernel - before;
                            if (y is < 0 or >= Height || x is < 0 or >= Width)
                                continue;
                            int channel = filter / (Filters / groups) * inputs + input;
                            sum += (double)images[(channel * Height + y) * Width + x]
                                * weights[(filter * inputs + input) * kernel * kernel + tap];
                        }
                    }

                    Assert.Equal(sum, result[at], 1e-4);
                }
            }
        }
    }

    [Fact]
    public void PaddingThatMakesTooManyValuesIsRefused() =>
        Assert.Contains("values with its padding",
            Assert.Throws<NetworkDefinitionException>(() => new NetworkDefinition("wide", new(1000, 4, 4),
        [
            new ConvolutionDefinition { Name = "conv", Filters = 1000, Groups = 1000, Kernel = 1, Stride = 1024,
                Padding = new(1024, 1024) },
            new LinearDefinition { Name = "head", Outputs = 2 },
        ])).Message);
}
