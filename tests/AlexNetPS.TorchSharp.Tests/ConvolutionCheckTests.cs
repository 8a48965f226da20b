using AlexNetPS.Engines;
using AlexNetPS.TorchSharp.Devices;

namespace AlexNetPS.TorchSharp.Tests;

/// <summary>The processor's convolutions are right, with oneDNN or without it, and wrong ones are noticed.</summary>
[Collection("alone")]
public class ConvolutionCheckTests
{
    [Fact]
    public void TheEnginesConvolutionsAreRight()
    {
        Assert.Null(Processor.Reason);
        Assert.True(ConvolutionCheck.IsRight(ConvolutionCheck.LibTorch));
        Assert.NotEqual(Processor.Description.EndsWith("processors", StringComparison.Ordinal),
            Processor.Description.EndsWith(", without oneDNN", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(0.1f)]
    public void AWrongPlaneIsNoticed(float error)
    {
        _ = Processor;
        Assert.False(ConvolutionCheck.IsRight((images, weights, stride) =>
        {
            Tensor output = ConvolutionCheck.LibTorch(images, weights, stride);
            return output + torch.tensor(error) * (torch.arange(output.shape[1]) == output.shape[1] - 1).reshape(-1, 1, 1);
        }));
    }

    [Fact]
    public void OneDnnCanBeTurnedOff()
    {
        _ = Processor;
        TorchContext context = Assert.IsType<TorchContext>(NativeTorch.Context());
        bool before = context.OneDnn;
        try
        {
            context.OneDnn = false;
            Assert.False(context.OneDnn);
            Assert.True(ConvolutionCheck.IsRight(ConvolutionCheck.LibTorch));
            context.OneDnn = true;
            Assert.True(context.OneDnn);
        }
        finally
        {
            context.OneDnn = before;
        }
    }

    // Loads libtorch.
    private static EngineDevice Processor => Both.Torch.Devices.Single(device => device.IsNamed(TestDevice.Processor));
}
