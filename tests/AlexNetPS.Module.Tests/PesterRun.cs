using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace AlexNetPS.Module.Tests;

/// <summary>Runs the Pester suite once, in a PowerShell process.</summary>
internal static class PesterRun
{
    private static readonly Lazy<IReadOnlyList<PesterResult>> _suite = new(Run);

    public static IReadOnlyList<PesterResult> Results => _suite.Value;

    private static IReadOnlyList<PesterResult> Run()
    {
        string root = Metadata("RepositoryRoot"), file = Path.GetTempFileName(), tests =
            Path.Combine(root, "tests", "Module");
        // One file of the suite in place of all.
        string chosen = Path.Combine(tests, Environment.GetEnvironmentVariable("ALEXNETPS_PESTER") ?? "");
        try
        {
            var start = new ProcessStartInfo("dotnet")
            {
                WorkingDirectory = root,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                ArgumentList =
                {
                    "tool", "run", "pwsh", "--", "-NoProfile", "-NonInteractive", "-File",
                    Path.Combine(tests, "Run.ps1"), chosen,
                    "-PesterPath", Metadata("Pester"), "-ResultPath", file,
                },
            };
            using Process shell =
                Process.Start(start) ?? throw new InvalidOperationException("dotnet cannot be started.");
            shell.StandardInput.Close();
            Task<string> errors = shell.StandardError.ReadToEndAsync();
            string output = shell.StandardOutput.ReadToEnd();
            shell.WaitForExit();
            string text = File.ReadAllText(file);
            PesterResult[] results = text.Length == 0
                ? []
                : JsonSerializer.Deserialize<PesterResult[]>(text, JsonSerializerOptions.Web)!;
            bool failed = results.Any(result => result.Result == "Failed");
            return results.Length > 0 && failed == (shell.ExitCode != 0)
                ? results
                : throw new InvalidOperationException(
                    $"The Pester suite did not run to its end (exit code {shell.ExitCode}, {results.Length} "
                        + $"results).\n{output}\n{errors.Result}");
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string Metadata(string key) =>
        typeof(PesterRun).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(entry => entry.Key == key).Value!;
}
