using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu;
using AlexNetPS.Formats.Plugins;
using AlexNetPS.Networks;

namespace AlexNetPS.Tests.Engines;

public sealed class EngineCatalogTests : IDisposable
{
    private const string Assembly = "AlexNetPS.TorchSharp";

    private static readonly EngineDevice _place =
        new("torch", "cuda:0", "a GPU") { Reason = "It is not part of this build." };

    private readonly string _folder = Directory.CreateTempSubdirectory("alexnetps-engines-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public void TheEmbeddedEngineSaysWhatItRunsOn()
    {
        EngineDevice cpu = new CpuEngine().Devices.Single();
        Assert.Equal(("cpu", "cpu", true, null), (cpu.Engine, cpu.Name, cpu.Available, cpu.Reason));
        Assert.Equal(Environment.ProcessorCount, cpu.Threads);
        Assert.Contains(cpu.InstructionSet, new[] { "AVX-512", "AVX2", "128-bit", "scalar" });
        Assert.True(cpu.MemoryBytes > 0);
        Assert.Matches(@"^\S.*\S$", cpu.Description);
        Assert.DoesNotContain("(R)", cpu.Description);
    }

    [Fact]
    public void ThePluginIsNotTouchedForTheProcessor()
    {
        var plugin = new EnginePlugin(Assembly, _place, () => throw new InvalidOperationException("loaded"));
        Assert.IsType<CpuEngine>(EngineCatalog.ForDevice("CPU", new CpuEngine(), [plugin]));
        Assert.Equal("cpu", EngineCatalog.Devices.First().Name);
    }

    [Fact]
    public void AMissingPluginIsADeviceThatSaysHowToGetIt()
    {
        var plugin = new EnginePlugin(Assembly, _place, () => Plugin.Create<IEngine>(Assembly, _folder));
        Assert.Null(plugin.Engine);
        Assert.Equal(_place, plugin.Devices.Single());
        foreach (string name in new[] { "cuda:0", "CUDA:1", "cuda", "torch:cpu" })
        {
            Assert.Contains(_place.Reason!,
                Assert.Throws<EngineException>(() => EngineCatalog.ForDevice(name, new CpuEngine(), [plugin])).Message);
        }
    }

    [Fact]
    public void ABrokenPluginIsToldFromAMissingOne()
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder, "plugins", Assembly)).FullName;
        File.WriteAllText(Path.Combine(folder, Assembly + ".dll"), "not an assembly");
        EngineDevice device =
            new EnginePlugin(Assembly, _place, () => Plugin.Create<IEngine>(Assembly, _folder)).Devices.Single();
        Assert.False(device.Available);
        Assert.Contains("cannot be loaded", device.Reason);
        Assert.DoesNotContain(_place.Reason!, device.Reason);
    }

    [Fact]
    public void WhatTheEngineSaysOfItselfIsTheReason()
    {
        var plugin = new EnginePlugin(Assembly, _place,
            () => throw new PluginException("It cannot be loaded.", new EngineException("The driver is too old.")));
        Assert.Equal("The driver is too old.", plugin.Devices.Single().Reason);
        var explained = new EnginePlugin(Assembly, _place, () => throw new PluginException("It cannot be loaded.",
            new System.Reflection.TargetInvocationException(
                new EngineException("It needs another library.", new DllNotFoundException("dlopen failed")))));
        Assert.Equal("It needs another library.", explained.Devices.Single().Reason);
    }

    [Fact]
    public void AnEngineThatIsInstalledWhileTheProcessRunsIsFound()
    {
        string? problem = "It is not installed.";
        var engine = new Cards();
        var plugin = new EnginePlugin(Assembly, _place, () => engine, () => problem);
        Assert.Null(plugin.Engine);
        Assert.Equal((problem, problem), (plugin.Devices.Single().Reason, plugin.LikelyDevices.Single().Reason));
        problem = null;
        Assert.Same(engine, plugin.Engine);
        Assert.Equal(engine.Devices, plugin.Devices);
    }

    [Fact]
    public void DevicesOfAPluginAreFoundByName()
    {
        var engine = new Cards();
        var plugin = new EnginePlugin(Assembly, _place, () => engine);
        Assert.Same(engine, EngineCatalog.ForDevice("Cuda:0", new CpuEngine(), [plugin]));
        Assert.Equal(engine.Devices, plugin.LikelyDevices);
    }

    [Fact]
    public void ADeviceThatThePluginCannotUseIsRefusedWithItsReason()
    {
        var plugin = new EnginePlugin(Assembly, _place, () => new Cards());
        Assert.Contains("Too old a GPU.",
            Assert.Throws<EngineException>(() => EngineCatalog.ForDevice("old:0", new CpuEngine(), [plugin])).Message);
    }

    [Fact]
    public void AnUnknownDeviceIsRefusedWithTheListOfThoseThatCanBeUsed()
    {
        var plugin = new EnginePlugin(Assembly, _place, () => new Cards());
        string message =
            Assert.Throws<EngineException>(() => EngineCatalog.ForDevice("tpu", new CpuEngine(), [plugin])).Message;
        Assert.EndsWith("Known: cpu, cuda:0.", message);
    }

    private sealed class Cards : IEngine
    {
        public string Name => "torch";

        public IReadOnlyList<EngineDevice> Devices { get; } =
            [new("torch", "cuda:0", "a GPU") { MemoryBytes = 1L << 30 },
                new("torch", "old:0", "another") { Reason = "Too old a GPU." }];

        public INetwork Create(NetworkDefinition definition, NetworkOptions options) =>
            throw new NotSupportedException();
    }
}
