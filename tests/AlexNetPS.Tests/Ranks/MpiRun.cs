using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace AlexNetPS.Tests.Ranks;

/// <summary>Ranks in processes of their own (tests/MpiProcess), started by an mpiexec of Debian.</summary>
internal sealed record MpiRun(int ExitCode, string[] Lines)
{
    // Only what hangs is silent for so long, however busy the machine is.
    private static readonly TimeSpan _longestSilence = TimeSpan.FromMinutes(5);

    /// <summary>Runs ranks until all have ended; those that write no line for long are killed and fail the test.</summary>
    /// <param name="library">openmpi or mpich.</param>
    /// <param name="ranks">Number of processes.</param>
    /// <param name="arguments">What they do.</param>
    public static MpiRun Start(string library, int ranks, params string[] arguments)
    {
        string mpiexec = $"/usr/bin/mpiexec.{library}";
        Assert.SkipUnless(File.Exists(mpiexec), $"Debian's {(library == "openmpi" ? "openmpi-bin" : library)} is not "
            + "installed.");
        // More ranks than processors, by root if need be.
        string[] options = library == "openmpi" ? ["--oversubscribe", "--bind-to", "none"] : [];
        return Start(new ProcessStartInfo(mpiexec,
            [.. options, "-n", ranks.ToString(CultureInfo.InvariantCulture), "dotnet", Program, .. arguments])
        {
            Environment = { ["OMPI_ALLOW_RUN_AS_ROOT"] = "1", ["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1" },
        });
    }

    /// <summary>Runs one process that believes that it was started with others.</summary>
    public static MpiRun StartAlone(string rankVariable, string sizeVariable) =>
        Start(new ProcessStartInfo("dotnet", [Program, "calls"])
        {
            Environment = { [rankVariable] = "0", [sizeVariable] = "2" },
        });

    private static MpiRun Start(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.Environment["TERM"] = "dumb";
        using Process process = Process.Start(start)!;
        var lines = new ConcurrentQueue<string>();
        long heard = Stopwatch.GetTimestamp();
        Task ended = Task.WhenAll(Read(process.StandardOutput), Read(process.StandardError), process.WaitForExitAsync());
        while (!ended.Wait(TimeSpan.FromSeconds(1)))
        {
            if (Stopwatch.GetElapsedTime(Interlocked.Read(ref heard)) > _longestSilence)
            {
                process.Kill(entireProcessTree: true);
                Assert.Fail($"Still running: {string.Join('\n', lines)}");
            }
        }

        return new(process.ExitCode, [.. lines]);

        async Task Read(StreamReader reader)
        {
            while (await reader.ReadLineAsync() is string line)
            {
                Interlocked.Exchange(ref heard, Stopwatch.GetTimestamp());
                if (line.Length > 0)
                    lines.Enqueue(line);
            }
        }
    }

    private static string Program { get; } =
        Path.Combine(AppContext.BaseDirectory.Replace("AlexNetPS.Tests", "MpiProcess", StringComparison.Ordinal),
            "MpiProcess.dll");
}
