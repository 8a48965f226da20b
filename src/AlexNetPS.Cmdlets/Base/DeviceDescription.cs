using AlexNetPS.Engines;

namespace AlexNetPS.Cmdlets.Base;

/// <summary>Describes a device for verbose messages.</summary>
internal static class DeviceDescription
{
    /// <summary>
    /// Returns "cpu (Intel Xeon, AVX-512, 2 threads)", or only the name if no engine has the device: the work itself
    /// reports that.
    /// </summary>
    /// <param name="name">Name of the device.</param>
    /// <param name="threads">Threads to use; 0 for all.</param>
    public static string Of(string name, int threads)
    {
        if (EngineCatalog.Devices.FirstOrDefault(device => device.IsNamed(name)) is not EngineDevice device)
            return name;
        string?[] words =
            [device.Description, device.InstructionSet, device.Threads is int all ? $"{(threads > 0 ? threads : all)} threads" : null];
        return $"{device.Name} ({string.Join(", ", words.Where(word => word is not null))})";
    }
}
