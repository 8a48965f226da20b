using System.Globalization;
using AlexNetPS.Networks;

namespace AlexNetPS.Engines.Cpu;

/// <summary>Memory that a network may use.</summary>
internal static class AvailableMemory
{
    /// <summary>
    /// Returns the available memory in bytes: MemAvailable on Linux, within the memory limit of the process.
    /// </summary>
    public static long Bytes()
    {
        long limit = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        const string Source = "/proc/meminfo", Field = "MemAvailable:";
        if (!OperatingSystem.IsLinux() || !File.Exists(Source))
            return limit;
        foreach (string line in File.ReadLines(Source))
        {
            if (!line.StartsWith(Field, StringComparison.Ordinal))
                continue;
            string number = line[Field.Length..].Replace("kB", "", StringComparison.Ordinal).Trim();
            if (long.TryParse(number, CultureInfo.InvariantCulture, out long kilobytes))
                return Math.Min(limit, kilobytes * 1024);
        }

        return limit;
    }

    /// <summary>Throws if a network of this size does not fit.</summary>
    /// <exception cref="EngineException">It does not; the message names the batch size.</exception>
    public static void Check(NetworkDefinition definition, int batch, long bytes)
    {
        long available = Bytes();
        if (bytes <= available)
            return;
        throw new EngineException($"A batch of {batch} images of network '{definition.Name}' needs {Megabytes(bytes)} "
            + $"MB of memory, and {Megabytes(available)} MB are available. Use a smaller batch size.")
        {
            BatchSize = batch
        };

        static string Megabytes(long value) =>
            (value / (1024.0 * 1024)).ToString("N0", CultureInfo.InvariantCulture);
    }
}
