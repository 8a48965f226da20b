using System.Globalization;
using AlexNetPS.Engines;
using AlexNetPS.Formats.Plugins;
using AlexNetPS.Networks;
using AlexNetPS.Tests.Engines;
using AlexNetPS.Tests.Structure;

namespace AlexNetPS.TorchSharp.Tests;

/// <summary>The engine as the module loads it: from the staged folder, in a context of its own.</summary>
public class PluginTests
{
    private static readonly NetworkDefinition _linear =
        new("linear", new(1, 2, 2), [new LinearDefinition { Name = "fc1", Outputs = 3 }]);

    [Fact]
    public void TheStagedPlugInLoadsPrivatelyAndComputes()
    {
        string[] report = OwnProcess.Run((typeof(PluginTests), nameof(InAProcessOfItsOwn)));
        Assert.Equal(["another type", "10, 46, 82"], report);
    }

    [Fact(Explicit = true), Trait("Category", "Child")]
    public void InAProcessOfItsOwn()
    {
        IEngine engine = Staged();
        using INetwork network =
            engine.Create(_linear, new() { Device = TestDevice.Of("torch:cpu"), MaximumBatchSize = 1 });
        network.Write("fc1.weight", Enumerable.Range(0, 12).Select(i => (float)i).ToArray());
        float[] logits = new float[3];
        network.Forward(new float[] { 4, 2, 1, 2 }, logits);
        OwnProcess.Report(engine.GetType() == typeof(TorchEngine) ? "the same type" : "another type",
            string.Join(", ", logits.Select(value => value.ToString(CultureInfo.InvariantCulture))));
    }

    [Fact]
    public void ASecondLibtorchInOneProcessIsRefusedAndDoesNotEndIt()
    {
        Assert.NotNull(Both.Torch);
        Exception rejected = Assert.ThrowsAny<Exception>(() => Staged());
        Assert.Contains("has loaded a libtorch before", rejected.GetBaseException().Message, StringComparison.Ordinal);
    }

    private static IEngine Staged()
    {
        string staged = Path.Combine(SourceTree.Root, "out", "AlexNetPS");
        Assert.True(File.Exists(Path.Combine(staged, "plugins", "AlexNetPS.TorchSharp", "AlexNetPS.TorchSharp.dll")),
            "The module was not staged with this property.");
        return Plugin.Create<IEngine>("AlexNetPS.TorchSharp", staged);
    }
}
