namespace AlexNetPS.Engines;

/// <summary>A device of an engine, or a placeholder for one that cannot be used here, with the reason.</summary>
/// <param name="Engine">Name of the engine: "cpu", "torch".</param>
/// <param name="Name">Value of a device parameter: "cpu", "cuda:0".</param>
/// <param name="Description">Display name of the processor or GPU.</param>
public sealed record EngineDevice(string Engine, string Name, string Description)
{
    /// <summary>Instruction set of the kernels: "AVX-512"; null if the engine does not choose it.</summary>
    public string? InstructionSet { get; init; }

    /// <summary>Number of threads; null if the device has no such number.</summary>
    public int? Threads { get; init; }

    /// <summary>Memory available to networks, in bytes; null if unknown.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Whether networks can be created on the device.</summary>
    public bool Available => Reason is null;

    /// <summary>Why the device cannot be used, and what to do about it; null if it can.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether a name means this device; not case-sensitive.</summary>
    public bool IsNamed(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>Splits a device parameter into device names.</summary>
    internal static string[] Names(string devices) => devices.Split([',', '+'], StringSplitOptions.TrimEntries);

    /// <summary>Returns the device of a network; several devices become one description.</summary>
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
