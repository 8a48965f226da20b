using System.ComponentModel;
using System.Diagnostics;

namespace AlexNetPS.Benchmarks.Rates;

/// <summary>Another program, for the one line that it ends with.</summary>
internal static class ChildProcess
{
    /// <summary>Runs a program to its end.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="environment">Variables that it gets besides this process's.</param>
    /// <returns>The last line it prints.</returns>
    /// <exception cref="PeerException">It cannot be started, or fails; the message is its last line of errors.
    /// </exception>
    public static string LastLine(IReadOnlyList<string> command,
        IEnumerable<KeyValuePair<string, string>>? environment = null)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        foreach ((string name, string value) in environment ?? [])
            start.Environment[name] = value;
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 && Last(output) is string line
                ? line
                : throw new PeerException(Last(errors.Result) ?? $"'{command[0]}' ends with {process.ExitCode}");
        }
        catch (Win32Exception e)
        {
            throw new PeerException(e.Message, e);
        }
    }

    private static string? Last(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();
}
