using System.Diagnostics;
using System.Globalization;

namespace AlexNetPS.Benchmarks;

/// <summary>This program again, for what is measured of a whole process.</summary>
internal static class OwnProcess
{
    /// <summary>The number a command prints.</summary>
    public static double Number(params string[] arguments) =>
        double.Parse(Lines(arguments).Lines[0], CultureInfo.InvariantCulture);

    /// <summary>The lines a command prints, and the seconds from the start of the process until the first.</summary>
    public static (string[] Lines, double Seconds) Lines(params string[] arguments)
    {
        long begin = Stopwatch.GetTimestamp();
        using Process process =
            Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true })!;
        string? first = process.StandardOutput.ReadLine();
        double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        string rest = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return first is not null && process.ExitCode == 0
            ? ([first, .. rest.Split('\n', StringSplitOptions.RemoveEmptyEntries)], seconds)
            : throw new InvalidOperationException($"'{string.Join(' ', arguments)}' failed.");
    }
}
