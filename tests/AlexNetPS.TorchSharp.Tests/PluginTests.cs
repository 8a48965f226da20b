using AlexNetPS.Engines;
using AlexNetPS.Plugins;

namespace AlexNetPS.TorchSharp.Tests;

/// <summary>The engine as the module loads it: from the staged folder, in a context of its own.</summary>
public class PluginTests
{
    [Fact]
    public void TheStagedPlugInLoadsPrivatelyAndComputes()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "AlexNetPS.sln"))) folder = Path.GetDirectoryName(folder)!;
        string staged = Path.Combine(folder, "out", "AlexNetPS");
        Assert.True(File.Exists(Path.Combine(staged, "plugins", "AlexNetPS.TorchSharp", "AlexNetPS.TorchSharp.dll")), "The module was not staged with this property.");
        IEngine engine = Plugin.Create<IEngine>("AlexNetPS.TorchSharp", staged);
        Assert.NotSame(typeof(TorchEngine), engine.GetType());
        using INetwork network = engine.Create(Both.Small, new() { Device = "torch:cpu", MaximumBatchSize = 1 });
        Assert.Equal(7, Both.Forward(network, 1).Length);
    }
}
