using System.Globalization;
using System.Text.RegularExpressions;
using AlexNetPS.Engines;

namespace AlexNetPS.Training.Sweeps.Jobs;

/// <summary>
/// The batch script of a sweep: a job array, each element of which trains one run. Time, memory, partition and account
/// are those of its submission.
/// </summary>
public sealed partial record SlurmScript
{
    // Enough for a step and a checkpoint.
    private const int WarningSeconds = 120;

    /// <summary>The program that runs PowerShell.</summary>
    public required string PowerShell { get; init; }

    /// <summary>Path of the module, on every node.</summary>
    public required string Module { get; init; }

    /// <summary>Elements at a time; null for as many as Slurm starts.</summary>
    public int? ThrottleLimit { get; init; }

    /// <summary>Returns the text of the script.</summary>
    /// <param name="plan">The sweep.</param>
    /// <param name="store">Path of the store of the dataset, on every node.</param>
    internal string Text(SweepPlan plan, string store)
    {
        SweepOptions sweep = plan.Options;
        string limit = ThrottleLimit is int most ? string.Create(CultureInfo.InvariantCulture, $"%{most}") : "";
        string[] lines =
        [
            "#!/bin/bash",
            "#SBATCH --job-name=alexnet-sweep",
            string.Create(CultureInfo.InvariantCulture, $"#SBATCH --array=1-{plan.Runs.Count}{limit}"),
            .. Resource("cpus-per-task=", sweep.Threads),
            .. Resource("gres=gpu:", GpuPattern().Count(sweep.Device)),
            "#SBATCH --requeue",
            string.Create(CultureInfo.InvariantCulture, $"#SBATCH --signal=B:USR1@{WarningSeconds}"),
            "#SBATCH --open-mode=append",
            $"#SBATCH --output=\"{sweep.Path.Replace("%", "%%", StringComparison.Ordinal)}/logs/%A_%a.txt\"",
            "",
            "# Each element trains one run of the sweep: the next that nobody trains. Submitted again, the array trains what",
            "# is left. Time, memory, partition: sbatch --time=4:00:00 --mem=16G --partition=NAME sweep.sbatch",
            "",
            "threads=${SLURM_CPUS_PER_TASK:-${SLURM_CPUS_ON_NODE:-1}}",
            $"{Quoted(PowerShell)} -NoProfile -NonInteractive -Command \"",
            "    \\$ErrorActionPreference = 'Stop'",
            $"    Import-Module {Literal(Module)}",
            $"    Invoke-AlexNetSweep {Literal(store)} -RunPath {Literal(sweep.Path)} -Claim -Threads $threads"
                + $"{Place(sweep)}\" &",
            "child=$!",
            "",
            "# Before its time is over an element saves a checkpoint, and goes back into the queue to go on.",
            "late=",
            "trap 'late=1; kill -TERM \"$child\" 2> /dev/null' USR1",
            "trap 'kill -TERM \"$child\" 2> /dev/null' TERM",
            "wait \"$child\"; code=$?",
            "# A signal ends the wait.",
            "while kill -0 \"$child\" 2> /dev/null; do wait \"$child\"; code=$?; done",
            "[ -z \"$late\" ] || scontrol requeue \"$SLURM_JOB_ID\"",
            "exit \"$code\"",
        ];
        return string.Join('\n', lines) + "\n";
    }

    private static IEnumerable<string> Resource(string option, int count)
    {
        if (count > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"#SBATCH --{option}{count}");
    }

    private static string Place(SweepOptions sweep)
    {
        string text = "";
        if (sweep.Device != "cpu")
            text += $" -Device {Literal(sweep.Device)}";
        if (sweep.Precision != NetworkPrecision.Float32)
            text += $" -Precision {sweep.Precision}";
        if (sweep.Convolution != ConvolutionAlgorithm.Auto)
            text += $" -Convolution {sweep.Convolution}";
        if (sweep.Dvc)
            text += " -Dvc";
        return text;
    }

    // A literal of PowerShell, between the double quotes of bash.
    private static string Literal(string text) => Escaped($"'{text.Replace("'", "''", StringComparison.Ordinal)}'");

    private static string Quoted(string text) => $"\"{Escaped(text)}\"";

    private static string Escaped(string text) => SpecialPattern().Replace(text, @"\$0");

    [GeneratedRegex(@"[\\""$`]")]
    private static partial Regex SpecialPattern();

    [GeneratedRegex("cuda", RegexOptions.IgnoreCase)]
    private static partial Regex GpuPattern();
}
