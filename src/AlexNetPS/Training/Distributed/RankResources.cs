using System.Globalization;
using AlexNetPS.Ranks;

namespace AlexNetPS.Training.Distributed;

/// <summary>Processors and GPUs of a rank, which others on the same machine also use.</summary>
internal static class RankResources
{
    private const string StatusPath = "/proc/self/status", AllowedField = "Cpus_allowed:";

    /// <summary>Returns the options with the rank's share of the processors. All ranks call it.</summary>
    public static TrainingOptions WithThreads(TrainingOptions options)
    {
        if (options.Ranks is not { } group)
            return options;
        // A launcher may have bound each process to processors of its own.
        string own = $"{Environment.MachineName} {Processors()}";
        int sharing = group.Exchange(own).Count(other => other == own);
        return options.Threads > 0
            ? options
            : options with { Threads = Math.Max(1, Environment.ProcessorCount / sharing) };
    }

    /// <summary>Returns the options with the rank's own device.</summary>
    public static TrainingOptions WithDevice(TrainingOptions options) => options.Ranks is { } group
        ? options with { Device = Device(options.Device, group.LocalRank), DeviceOfRanks = options.Device }
        : options;

    /// <summary>
    /// Returns the device of a rank: of several, each rank of a machine has the next; "cuda" stands for all GPUs.
    /// </summary>
    /// <param name="devices">Devices that were asked for.</param>
    /// <param name="localRank">Number of the rank on its machine.</param>
    internal static string Device(string devices, int localRank)
    {
        if (devices.Equals("cuda", StringComparison.OrdinalIgnoreCase))
            return $"cuda:{localRank}";
        string[] parts = devices.Split(',', StringSplitOptions.TrimEntries);
        return parts[localRank % parts.Length];
    }

    private static string Processors()
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                return File.ReadLines(StatusPath)
                    .FirstOrDefault(line => line.StartsWith(AllowedField, StringComparison.Ordinal)) ?? "";
            }

            if (OperatingSystem.IsWindows())
            {
                using var own = System.Diagnostics.Process.GetCurrentProcess();
                return own.ProcessorAffinity.ToString(CultureInfo.InvariantCulture);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException
            or System.ComponentModel.Win32Exception)
        {
            // As if no process were bound.
        }

        return "";
    }
}
