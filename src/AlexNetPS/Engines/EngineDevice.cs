namespace AlexNetPS.Engines;

/// <summary>A device of an engine; or the place of one that cannot be used here, with the reason.</summary>
/// <param name="Engine">Name of its engine: "cpu", "torch".</param>
/// <param name="Name">What a device parameter takes: "cpu", "cuda:0".</param>
/// <param name="Description">Processor or GPU, for people.</param>
public sealed record EngineDevice(string Engine, string Name, string Description)
{
    /// <summary>The instructions that its kernels use: "AVX-512"; null where that is not the engine's choice.</summary>
    public string? InstructionSet { get; init; }

    /// <summary>Threads that compute on it; null where there is no such number.</summary>
    public int? Threads { get; init; }

    /// <summary>Memory it may use; null where unknown.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Whether networks can be built on it.</summary>
    public bool Available => Reason is null;

    /// <summary>Why it cannot be used, and what to do about it; null where it can.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether a name means this device; case does not matter.</summary>
    public bool IsNamed(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>The names in what a device parameter says.</summary>
    internal static string[] Names(string devices) => devices.Split([',', '+'], StringSplitOptions.TrimEntries);

    /// <summary>What stands for the devices of a network, one or several.</summary>
    internal static EngineDevice Of(IEngine engine, string devices)
    {
        EngineDevice[] named = [.. Names(devices).Select(name => engine.Devices.First(device => device.IsNamed(name)))];
        return named.Length == 1
            ? named[0]
            : new(engine.Name, devices, string.Join(" and ", named.Select(device => device.Description)));
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
