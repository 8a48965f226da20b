using System.Diagnostics;
using System.Globalization;

namespace AlexNetPS.Tests.Ranks;

/// <summary>Ranks in processes of their own (tests/MpiProcess), started by an mpiexec of Debian.</summary>
internal sealed record MpiRun(int ExitCode, string[] Lines, TimeSpan Time)
{
    // None needs more than some seconds; on a busy machine .NET starts slowly.
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(2);

    /// <summary>Runs ranks until all have ended; what still runs at the limit is killed and fails the test.</summary>
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
        long begin = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(_limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"Still running: {output.Result}{errors.Result}");
        }

        string[] lines = (output.Result + errors.Result).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return new(process.ExitCode, lines, Stopwatch.GetElapsedTime(begin));
    }

    private static string Program { get; } =
        Path.Combine(AppContext.BaseDirectory.Replace("AlexNetPS.Tests", "MpiProcess", StringComparison.Ordinal),
            "MpiProcess.dll");
}
