using AlexNetPS.Engines;
using AlexNetPS.Networks;
using AlexNetPS.Tests.Engines;

namespace AlexNetPS.TorchSharp.Tests;

/// <summary>Predictions of the torch engine are those of the embedded engine.</summary>
public class ForwardTests
{
    public static TheoryData<string> Presets => [.. NetworkArchitecture.Names];

    [Theory]
    [MemberData(nameof(Presets))]
    public void EveryPresetGivesTheSameLogits(string preset)
    {
        NetworkDefinition definition = NetworkArchitecture.Get(preset);
        float[] expected, actual;
        using (INetwork cpu = Both.OnCpu(definition, 2))
            expected = Both.Forward(cpu, 2);
        using (INetwork torch = Both.OnTorch(definition, 2))
            actual = Both.Forward(torch, 2);
        Both.AssertClose(expected, actual, 1e-5);
    }

    [Fact]
    public void EveryLayerGivesTheSameValues()
    {
        using INetwork cpu = Both.OnCpu(Both.Small, 3), torch = Both.OnTorch(Both.Small, 4);
        float[] images = Golden.Values(3 * Both.Small.Input.Count, 1);
        foreach (NetworkLayer layer in Both.Small.ResolvedLayers)
        {
            float[] expected = new float[3 * layer.OutputShape.Count], actual = new float[expected.Length];
            cpu.Activations(images, layer.Name, expected);
            torch.Activations(images, layer.Name, actual);
            Both.AssertClose(expected, actual, 1e-5, layer.Name);
        }
    }

    /// <summary>Padding as wide as the kernel and wider, forward and through a step.</summary>
    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(2, 1, 3, 2)]
    [InlineData(3, 2, 4, 4)]
    public void WidePaddingIsTheSame(int kernel, int stride, int before, int after)
    {
        var definition = new NetworkDefinition("wide", new(3, 9, 7),
        [
            new ConvolutionDefinition { Name = "conv1", Filters = 16, Kernel = 3 },
            new ActivationDefinition { Name = "tanh1", Function = ActivationFunction.Tanh },
            new ConvolutionDefinition { Name = "conv2", Filters = 20, Kernel = kernel, Stride = stride,
                Padding = new(before, after), Groups = 2 },
            new LinearDefinition { Name = "fc3", Outputs = 5 },
        ]);
        using INetwork cpu = Both.OnCpu(definition, 2, Both.Sgd), torch = Both.OnTorch(definition, 2, Both.Sgd);
        Both.AssertClose(Both.Forward(cpu, 2), Both.Forward(torch, 2), 1e-5);
        for (int step = 0; step < 3; step++)
            Assert.Equal(Both.Step(cpu, 2, step), Both.Step(torch, 2, step), 1e-4f);
        Both.AssertClose(Both.Forward(cpu, 2), Both.Forward(torch, 2), 1e-4);
    }

    [Fact]
    public void CallsThatCannotBeAreRefusedInTheSameWords()
    {
        using INetwork cpu = Both.OnCpu(Both.Small, 2), torch = Both.OnTorch(Both.Small, 2);
        foreach (Action<INetwork> call in new Action<INetwork>[]
        {
            network => network.Forward(new float[5], new float[7]),
            network => network.Forward(new float[3 * Both.Small.Input.Count], new float[21]),
            network => network.Read("conv1.weight", new float[3]),
            network => network.Write("conv9.weight", new float[3]),
            network => network.TrainStep(new float[Both.Small.Input.Count], new float[7], default, new float[7]),
            network => network.Averaged = true,
        })
        {
            Assert.Equal(Record.Exception(() => call(cpu))!.Message, Record.Exception(() => call(torch))!.Message);
        }
    }
}
