using System.Diagnostics;
using Xunit;

namespace AlexNetPS.ModuleCoverage;

public class PesterSuite
{
    /// <summary>
    /// Runs the suite in a PowerShell, against the staged module with the instrumented cmdlets of this folder in the
    /// place of its own.
    /// </summary>
    [Fact]
    public void Runs()
    {
        string root = Environment.GetEnvironmentVariable("ALEXNETPS_ROOT")
            ?? throw new InvalidOperationException("Run tests/Module/Coverage.ps1.");
        string module = Path.Combine(Directory.CreateTempSubdirectory("alexnetps-coverage-").FullName, "AlexNetPS");
        foreach (string file in Directory.EnumerateFiles(Path.Combine(root, "out", "AlexNetPS"), "*",
            SearchOption.AllDirectories))
        {
            string copy = Path.Combine(module, Path.GetRelativePath(Path.Combine(root, "out", "AlexNetPS"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        File.Copy(Path.Combine(AppContext.BaseDirectory, "AlexNetPS.Cmdlets.dll"),
            Path.Combine(module, "AlexNetPS.Cmdlets.dll"), overwrite: true);
        try
        {
            var start = new ProcessStartInfo("pwsh",
                ["-NoProfile", "-NonInteractive", "-File", Path.Combine(root, "tests", "Module", "Run.ps1"),
                    "-ModulePath", module]);
            if (Environment.GetEnvironmentVariable("ALEXNETPS_TESTS") is string tests)
                start.ArgumentList.Add(Path.Combine(root, "tests", "Module", tests));
            using Process shell = Process.Start(start)!;
            shell.WaitForExit();
            Assert.Equal(0, shell.ExitCode);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(module)!, recursive: true);
        }
    }
}
