using AlexNetPS.Engines;
using AlexNetPS.Networks;

namespace AlexNetPS.Benchmarks;

/// <summary>Whether a device computes: loads its engine and takes a training step, or reports the one error.</summary>
internal static class DeviceCheck
{
    /// <returns>Whether it does.</returns>
    public static bool Run(string device)
    {
        try
        {
            using var runner =
                new StepRunner(NetworkArchitecture.Get("Mnist28"), 2, training: true, Clock.WallTime, device: device);
            Console.WriteLine(EngineDevice.Of(EngineCatalog.ForDevice(device), device).Description);
            return true;
        }
        catch (EngineException e)
        {
            Console.Error.WriteLine(e.Message);
            return false;
        }
    }
}
