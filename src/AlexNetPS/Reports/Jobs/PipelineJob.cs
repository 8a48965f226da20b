using System.Globalization;
using AlexNetPS.Inference;
using AlexNetPS.Inference.Gates;
using AlexNetPS.Training;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Reports.Jobs;

/// <summary>
/// The job of a pipeline that this process runs in: takes a report as its summary, annotations and outputs.
/// </summary>
public abstract class PipelineJob
{
    // More annotations of a step are not shown.
    private const int AnnotationsShown = 10;

    private protected PipelineJob()
    {
    }

    /// <summary>Name of the system: "GitHub Actions".</summary>
    public abstract string System { get; }

    /// <summary>Returns the job of this process; null outside of a pipeline that is known.</summary>
    public static PipelineJob? Find() => Find(Environment.GetEnvironmentVariable);

    /// <summary>Adds a report to the job.</summary>
    /// <param name="report">The report.</param>
    /// <param name="folder">Folder for the summary, where the system has none; null for that of temporary
    /// files.</param>
    /// <param name="warn">Called with what could not be added, and why.</param>
    /// <returns>Lines for the standard output of the process, which the system reads as commands. Each has to be at the
    /// start of a line, without colors and unbroken.</returns>
    /// <exception cref="IOException">A file of the job cannot be written.</exception>
    public abstract IReadOnlyList<string> Add(Report report, string? folder, Action<string> warn);

    /// <param name="variable">Returns the value of an environment variable; null without it.</param>
    internal static PipelineJob? Find(Func<string, string?> variable) =>
        IsTrue(variable("GITHUB_ACTIONS")) ? new GitHubJob(variable)
        : IsTrue(variable("TF_BUILD")) ? new AzureJob(variable)
        : null;

    /// <summary>Texts of the failed rules; of more than ten the last one counts the rest.</summary>
    private protected static IEnumerable<string> Failures(Report report)
    {
        RuleResult[] failed = [.. report.Rules.Where(rule => !rule.Passed)];
        int shown = failed.Length > AnnotationsShown ? AnnotationsShown - 1 : failed.Length;
        foreach (RuleResult rule in failed.Take(shown))
        {
            yield return $"{RuleText.Of(rule)} {rule.Evaluation.Model} on {rule.Evaluation.Dataset}. "
                + RuleText.Evidence(rule);
        }

        if (failed.Length > shown)
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{failed.Length - shown:N0} more rules are not kept: ")
                + string.Join(", ", failed.Skip(shown).Select(rule => rule.Rule).Distinct());
        }
    }

    /// <summary>
    /// The outputs: top-1 and loss of the first evaluation, without one those of the best run; whether all rules are
    /// kept, and the names of those that are not. What is not known has no output.
    /// </summary>
    private protected static IEnumerable<(string Name, string Value)> Outputs(Report report)
    {
        Evaluation? evaluation = report.Evaluations.Count > 0 ? report.Evaluations[0] : null;
        RunComparison? run = RunComparison.Of(report.Runs).FirstOrDefault(row => row.IsBest);
        if ((evaluation?.Top1 ?? run?.ValidationTop1) is double top1)
            yield return ("top1", Text(top1));
        if ((evaluation?.Loss ?? run?.ValidationLoss) is double loss)
            yield return ("loss", Text(loss));
        if (report.Passed is bool passed)
        {
            yield return ("passed", passed ? "true" : "false");
            yield return ("failed-rules",
                string.Join(",", report.Rules.Where(rule => !rule.Passed).Select(rule => rule.Rule).Distinct()));
        }
    }

    private static string Text(double value) => value.ToString("G6", CultureInfo.InvariantCulture);

    private static bool IsTrue(string? value) => "true".Equals(value, StringComparison.OrdinalIgnoreCase);
}
