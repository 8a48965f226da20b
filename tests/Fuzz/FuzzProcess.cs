using System.Diagnostics;
using System.Globalization;

namespace AlexNetPS.Fuzz;

/// <summary>
/// Instruments a copy of this program and runs it, again after each input that ends the process or does not end.
/// </summary>
internal static class FuzzProcess
{
    /// <summary>Exit code of a process that an input occupies too long.</summary>
    public const int HangCode = 3;

    private static readonly TimeSpan _shortest = TimeSpan.FromSeconds(1);

    public static void Run(FuzzTarget target, string root, TimeSpan duration, int seed)
    {
        var folder = new FuzzFolder(root, target.Name);
        string scratch = Directory.CreateTempSubdirectory("alexnetps-fuzz-").FullName;
        try
        {
            string program = Instrument(scratch);
            var clock = Stopwatch.StartNew();
            var sum = new FuzzStatus(0, 0, 0, 0);
            folder.TakeStatus();
            for (TimeSpan left = duration; left > _shortest; left = duration - clock.Elapsed, seed++)
            {
                (int code, string output) = Start(program,
                    ["--read", target.Name, root, scratch, left.TotalSeconds.ToString("0", CultureInfo.InvariantCulture),
                        seed.ToString(CultureInfo.InvariantCulture)]);
                FuzzStatus status = folder.TakeStatus();
                sum = status with
                {
                    Executions = sum.Executions + status.Executions,
                    Seconds = sum.Seconds + status.Seconds,
                };
                if (code == 0)
                    continue;
                if (status.Executions == 0 && code != HangCode)
                    throw new InvalidOperationException($"The process ended with code {code}:\n{output}");
                string kind = code == HangCode ? "hang" : "crash";
                using var current = new CurrentInput(folder.CurrentInput, create: false);
                byte[] input = current.Get();
                folder.Keep(input, new(kind, output, kind + string.Join('\n', output.Split('\n')
                    .Where(line => line.Contains("AlexNetPS.", StringComparison.Ordinal)).Take(4))));
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{target.Name}: {clock.Elapsed.TotalMinutes:0.0} min, "
                + $"{sum.Seconds:0} s of processor time, {sum.Executions:N0} executions ({sum.Executions / sum.Seconds:N0}/s), "
                + $"corpus {sum.Inputs:N0} inputs, {sum.Edges:N0} edges, {folder.FindCount} finds"));
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static string Instrument(string scratch)
    {
        string copy = Path.Combine(scratch, "program");
        foreach (string file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*", SearchOption.AllDirectories))
        {
            string path = Path.Combine(copy, Path.GetRelativePath(AppContext.BaseDirectory, file));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Copy(file, path);
        }

        SharpFuzz.Fuzzer.Instrument(Path.Combine(copy, "AlexNetPS.dll"), _ => true, SharpFuzz.Options.Value);
        return Path.Combine(copy, "AlexNetPS.Fuzz.dll");
    }

    private static (int Code, string Errors) Start(string program, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", program, .. arguments]) { RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, errors);
    }
}
