using System.Globalization;

namespace AlexNetPS.Engines.Cpu;

/// <summary>How much memory a network may take.</summary>
internal static class AvailableMemory
{
    /// <summary>
    /// What the system could hand out now: Linux's own estimate where there is one, within the limit of the process.
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
