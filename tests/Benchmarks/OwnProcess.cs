using System.Diagnostics;
using System.Globalization;

namespace AlexNetPS.Benchmarks;

/// <summary>This program again, for what is measured of a whole process.</summary>
internal static class OwnProcess
{
    /// <summary>The number a command prints.</summary>
    public static double Number(params string[] arguments) => double.Parse(FirstLine(arguments).Line, CultureInfo.InvariantCulture);

    /// <summary>The first line a command prints, and the seconds from the start of the process until then.</summary>
    public static (string Line, double Seconds) FirstLine(params string[] arguments)
    {
        long begin = Stopwatch.GetTimestamp();
        using Process process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true })!;
        string? line = process.StandardOutput.ReadLine();
        double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        process.WaitForExit();
        return line is not null && process.ExitCode == 0 ? (line, seconds) : throw new InvalidOperationException($"'{string.Join(' ', arguments)}' failed.");
    }
}
