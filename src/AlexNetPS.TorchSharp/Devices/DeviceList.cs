using AlexNetPS.Engines;

namespace AlexNetPS.TorchSharp.Devices;

/// <summary>
/// Parses a device parameter: "cuda:0"; "cuda:0,cuda:1" for two replicas that share each batch; "cuda:0+cuda:1" for one
/// network whose layers are split over both, as the paper's towers; and both: "cuda:0+cuda:1,cuda:2+cuda:3".
/// </summary>
internal static class DeviceList
{
    public const string Processor = "torch:cpu";

    /// <returns>The devices of each replica.</returns>
    /// <exception cref="EngineException">A device does not exist or cannot be used.</exception>
    public static IReadOnlyList<IReadOnlyList<Device>> Parse(string text, IEnumerable<EngineDevice> known)
    {
        Device[][] replicas = [
            .. text.Split(',').Select(replica => replica.Split('+').Select(name => One(name.Trim(), known)).ToArray())];
        return replicas.Select(devices => devices.Length).Distinct().Count() == 1 ? replicas
            : throw new EngineException(
                $"Device '{text}': every part between commas must name the same number of devices.");
    }

    private static Device One(string name, IEnumerable<EngineDevice> known)
    {
        EngineDevice device = known.FirstOrDefault(device => device.IsNamed(name))
            ?? throw new EngineException($"The torch engine has no device '{name}'. Available: "
                + $"{string.Join(", ", known.Where(device => device.Available))}.");
        if (!device.Available)
            throw new EngineException($"The device '{name}' cannot be used. {device.Reason}");
        return device.Name == Processor ? torch.CPU : new Device(device.Name);
    }
}
