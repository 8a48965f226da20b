using System.Diagnostics;

namespace AlexNetPS.Benchmarks;

/// <summary>This program again, for what is measured of a whole process.</summary>
internal static class OwnProcess
{
    /// <summary>This program with other arguments, also where it was started with "dotnet exec".</summary>
    public static string[] Command(params string[] arguments)
    {
        string program = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(program) == "dotnet"
            ? [program, "exec", typeof(OwnProcess).Assembly.Location, .. arguments]
            : [program, .. arguments];
    }

    /// <summary>The lines a command prints, and the seconds from the start of the process until the first.</summary>
    public static (string[] Lines, double Seconds) Lines(params string[] arguments)
    {
        string[] command = Command(arguments);
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true };
        long begin = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        string? first = process.StandardOutput.ReadLine();
        double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        string rest = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return first is not null && process.ExitCode == 0
            ? ([first, .. rest.Split('\n', StringSplitOptions.RemoveEmptyEntries)], seconds)
            : throw new InvalidOperationException($"'{string.Join(' ', arguments)}' failed.");
    }
}
