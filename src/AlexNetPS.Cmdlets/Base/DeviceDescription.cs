using AlexNetPS.Engines;

namespace AlexNetPS.Cmdlets.Base;

/// <summary>A device as the verbose stream tells of it.</summary>
internal static class DeviceDescription
{
    /// <summary>
    /// "cpu (Intel Xeon, AVX-512, 2 threads)"; the name alone where no engine has it, which the work itself will say.
    /// </summary>
    public static string Of(string name)
    {
        if (EngineCatalog.Devices.FirstOrDefault(device => device.IsNamed(name)) is not EngineDevice device)
            return name;
        string?[] words =
            [device.Description, device.InstructionSet, device.Threads is int threads ? $"{threads} threads" : null];
        return $"{device.Name} ({string.Join(", ", words.Where(word => word is not null))})";
    }
}
