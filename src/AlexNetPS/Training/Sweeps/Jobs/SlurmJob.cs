using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace AlexNetPS.Training.Sweeps.Jobs;

/// <summary>A Slurm job, or an element of a job array.</summary>
/// <param name="Array">Number of the job, which all elements of an array have.</param>
/// <param name="Task">Number of the element; null for a job without an array.</param>
/// <param name="Restart">How often it was put back into the queue, 0 at first.</param>
internal sealed partial record SlurmJob(long Array, long? Task, int Restart)
{
    // The processes of a job in another state have ended, or have not begun.
    private static readonly string[] _going = ["RUNNING", "COMPLETING", "SUSPENDED", "STOPPED", "SIGNALING", "STAGE_OUT"];

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    /// <summary>Number by which Slurm knows it: 12, or 12_3.</summary>
    public string Id => Task is long task ? Invariant($"{Array}_{task}") : Invariant($"{Array}");

    /// <summary>The job of this process; null outside of Slurm.</summary>
    public static SlurmJob? Current() => From(Environment.GetEnvironmentVariable);

    /// <summary>The job that environment variables name; null if they name none.</summary>
    public static SlurmJob? From(Func<string, string?> variable)
    {
        long? array = Number("SLURM_ARRAY_JOB_ID");
        return (array ?? Number("SLURM_JOB_ID")) is long job
            ? new(job, array is null ? null : Number("SLURM_ARRAY_TASK_ID"), (int)(Number("SLURM_RESTART_COUNT") ?? 0))
            : null;

        long? Number(string name) =>
            long.TryParse(variable(name), NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : null;
    }

    /// <summary>The job in the name of a worker; null if it has none.</summary>
    public static SlurmJob? Of(string worker) => NamePattern().Match(worker) is { Success: true } name
        ? new(long.Parse(name.Groups["array"].Value, CultureInfo.InvariantCulture),
            name.Groups["task"] is { Success: true, Value: string task }
                ? long.Parse(task, CultureInfo.InvariantCulture)
                : null,
            int.Parse(name.Groups["restart"].Value, CultureInfo.InvariantCulture))
        : null;

    /// <summary>Whether processes of the job may be running. True if Slurm does not say.</summary>
    public bool IsGoing() => IsGoing(Show(Id));

    /// <summary>The same from what "scontrol show job" writes; null if it wrote nothing.</summary>
    internal bool IsGoing(string? shown)
    {
        if (shown is null)
            return true;
        // Slurm forgets a job some minutes after its end.
        if (shown.Contains("Invalid job id", StringComparison.OrdinalIgnoreCase))
            return false;
        Match state = StatePattern().Match(shown), restarts = RestartPattern().Match(shown);
        return !state.Success || (_going.Contains(state.Groups[1].Value)
            && !(restarts.Success && long.Parse(restarts.Groups[1].Value, CultureInfo.InvariantCulture) > Restart));
    }

    /// <inheritdoc/>
    public override string ToString() => Invariant($"slurm-{Id}-{Restart}");

    private static string? Show(string id)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("scontrol", ["--oneliner", "show", "job", id])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
            if (process is null)
                return null;
            Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
            if (process.WaitForExit(_patience))
                return output.Result + error.Result;
            process.Kill();
            return null;
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException)
        {
            return null;
        }
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    [GeneratedRegex(@"^slurm-(?<array>\d{1,18})(_(?<task>\d{1,18}))?-(?<restart>\d{1,9})\.")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\bJobState=([A-Z_]+)")]
    private static partial Regex StatePattern();

    [GeneratedRegex(@"\bRestarts=(\d{1,18})")]
    private static partial Regex RestartPattern();
}
