using System.Diagnostics;

namespace AlexNetPS.Tests.Engines;

/// <summary>
/// An explicit test of this program in a process of its own, for what only a process can have: an instruction set
/// switched off, a working set, fewer rights. The child hands its findings back in a file.
/// </summary>
internal static class OwnProcess
{
    private const string ReportVariable = "ALEXNETPS_TEST_REPORT";

    /// <summary>In the child: the findings, one a line.</summary>
    public static void Report(params string[] lines) => File.WriteAllLines(
        Environment.GetEnvironmentVariable(ReportVariable)
            ?? throw new InvalidOperationException("This test is run by another, in a process of its own."), lines);

    /// <summary>In the parent: runs an explicit test and gives its findings.</summary>
    /// <param name="test">Its class and name.</param>
    /// <param name="environment">NAME=VALUE; null for none.</param>
    /// <param name="launcher">A program and its arguments that start the process; empty for none.</param>
    public static string[] Run((Type Class, string Method) test, string? environment = null, params string[] launcher)
    {
        string report = Path.GetTempFileName();
        try
        {
            // This program as it was started: by itself (also where no dotnet is installed), or by dotnet.
            string program = Environment.ProcessPath!;
            bool byDotnet = Path.GetFileNameWithoutExtension(program) == "dotnet";
            string[] first = byDotnet ? ["exec", typeof(OwnProcess).Assembly.Location] : [];
            string[] chosen = ["-method", $"{test.Class.FullName}.{test.Method}", "-explicit", "only", "-noLogo"];
            string[] command = [.. launcher, program, .. first, .. chosen];
            var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true };
            start.Environment[ReportVariable] = report;
            if (environment?.Split('=') is [string name, string value])
                start.Environment[name] = value;
            using Process process = Process.Start(start)!;
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, output);
            return File.ReadAllLines(report);
        }
        finally
        {
            File.Delete(report);
        }
    }
}
