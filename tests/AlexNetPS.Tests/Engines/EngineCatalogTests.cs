using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu;
using AlexNetPS.Engines.Installation;
using AlexNetPS.Formats.Plugins;
using AlexNetPS.Networks;

namespace AlexNetPS.Tests.Engines;

public sealed class EngineCatalogTests : IDisposable
{
    private const string Assembly = "AlexNetPS.TorchSharp";

    private static readonly IReadOnlyList<EngineDevice> _expected =
        [new("torch", "cuda:0", "a GPU"), new("torch", "torch:cpu", "a processor")];

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
        var plugin = new EnginePlugin(() => _expected, () => throw new InvalidOperationException("loaded"));
        Assert.IsType<CpuEngine>(EngineCatalog.ForDevice("CPU", new CpuEngine(), [plugin]));
        Assert.Equal("cpu", EngineCatalog.Devices.First().Name);
    }

    [Fact]
    public void AnEngineThatIsNotInstalledSaysOfEachDeviceHowToGetIt()
    {
        IReadOnlyList<EngineDevice> missing = TorchNatives.Of(null, []);
        var plugin = new EnginePlugin(() => missing, () => throw new InvalidOperationException("loaded"));
        Assert.Null(plugin.Engine);
        Assert.Equal(missing, plugin.Devices);
        foreach ((string name, string variant) in new[]
        {
            ("cuda:0", "cuda"), ("CUDA:1", "cuda"), ("cuda", "cuda"), ("cuda:0+cuda:1", "cuda"), ("torch:cpu", "cpu"),
            ("Torch:CPU, torch:cpu", "cpu"),
        })
        {
            Assert.EndsWith($"The torch engine is not installed. Run: Install-AlexNetEngine Torch -Variant {variant}",
                Assert.Throws<EngineException>(() => EngineCatalog.ForDevice(name, new CpuEngine(), [plugin])).Message);
        }
    }

    [Fact]
    public void AnInstalledVariantOffersWhatItHas()
    {
        InstalledEngine cpu = new("torch", "cpu", EnginePackages.Version, _folder, 1), cuda =
            cpu with { Variant = "cuda" }, old = cuda with { Version = "0.1.0" };
        Assert.Equal(["torch:cpu"], Offered(TorchNatives.Of(cpu, [cpu, old])));
        Assert.Contains("-Variant cuda", TorchNatives.Of(cpu, [cpu])[0].Reason);
        Assert.Equal(["cuda:0", "torch:cpu"], Offered(TorchNatives.Of(cuda, [cpu, cuda])));
        Assert.All(TorchNatives.Of(null, [old]), device => Assert.Contains("-Variant cuda -Force", device.Reason));

        static IEnumerable<string> Offered(IReadOnlyList<EngineDevice> devices) =>
            new EnginePlugin(() => devices, () => throw new InvalidOperationException("loaded")).LikelyDevices
                .Where(device => device.Available).Select(device => device.Name);
    }

    [Fact]
    public void AMissingPluginIsNamed() => Assert.All(
        new EnginePlugin(() => _expected, () => Plugin.Create<IEngine>(Assembly, _folder)).Devices,
        device => Assert.Contains("AlexNetPS.TorchSharp.dll' is missing", device.Reason));

    [Fact]
    public void ABrokenPluginIsToldFromAMissingOne()
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder, "plugins", Assembly)).FullName;
        File.WriteAllText(Path.Combine(folder, Assembly + ".dll"), "not an assembly");
        Assert.All(new EnginePlugin(() => _expected, () => Plugin.Create<IEngine>(Assembly, _folder)).Devices,
            device => Assert.Contains("cannot be loaded", device.Reason));
    }

    [Fact]
    public void WhatTheEngineSaysOfItselfIsTheReason()
    {
        var plugin = new EnginePlugin(() => _expected,
            () => throw new PluginException("It cannot be loaded.", new EngineException("The driver is too old.")));
        Assert.Equal("The driver is too old.", plugin.Devices[0].Reason);
        var explained = new EnginePlugin(() => _expected, () => throw new PluginException("It cannot be loaded.",
            new System.Reflection.TargetInvocationException(
                new EngineException("It needs another library.", new DllNotFoundException("dlopen failed")))));
        Assert.Equal("It needs another library.", explained.Devices[0].Reason);
    }

    [Fact]
    public void AnEngineThatIsInstalledWhileTheProcessRunsIsFound()
    {
        IReadOnlyList<EngineDevice> expected = TorchNatives.Of(null, []);
        var engine = new Cards();
        var plugin = new EnginePlugin(() => expected, () => engine);
        Assert.Null(plugin.Engine);
        Assert.Equal((expected, expected), (plugin.Devices, plugin.LikelyDevices));
        expected = _expected;
        Assert.Equal(expected, plugin.LikelyDevices);
        Assert.Same(engine, plugin.Engine);
        Assert.Equal(engine.Devices, plugin.Devices);
    }

    [Fact]
    public void DevicesOfAPluginAreFoundByName()
    {
        var engine = new Cards();
        var plugin = new EnginePlugin(() => _expected, () => engine);
        Assert.Same(engine, EngineCatalog.ForDevice("Cuda:0", new CpuEngine(), [plugin]));
        Assert.Equal(engine.Devices, plugin.LikelyDevices);
    }

    [Fact]
    public void ADeviceThatThePluginCannotUseIsRefusedWithItsReason()
    {
        var plugin = new EnginePlugin(() => _expected, () => new Cards());
        Assert.Contains("Too old a GPU.",
            Assert.Throws<EngineException>(() => EngineCatalog.ForDevice("old:0", new CpuEngine(), [plugin])).Message);
    }

    [Fact]
    public void AnUnknownDeviceIsRefusedWithTheListOfThoseThatCanBeUsed()
    {
        var plugin = new EnginePlugin(() => _expected, () => new Cards());
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
