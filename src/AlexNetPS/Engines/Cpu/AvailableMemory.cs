using System.Globalization;

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
}
