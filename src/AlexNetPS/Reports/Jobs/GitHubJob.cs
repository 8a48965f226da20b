using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AlexNetPS.Formats.Text;
using AlexNetPS.Reports.Markdown;

namespace AlexNetPS.Reports.Jobs;

/// <summary>A job of GitHub Actions: files that are appended to, and commands in the log.</summary>
internal sealed class GitHubJob(Func<string, string?> variable) : PipelineJob
{
    /// <summary>Bytes of a step's summary; one above 1,024 KiB is rejected as a whole.</summary>
    public const int SummaryLimit = 1_000_000;

    private const string Summary = "GITHUB_STEP_SUMMARY", Output = "GITHUB_OUTPUT";

    /// <inheritdoc/>
    public override string System => "GitHub Actions";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Add(Report report, string? folder, Action<string> warn)
    {
        if (variable(Summary) is { Length: > 0 } summary)
            AddSummary(report, summary, warn);
        else
            warn($"The job has no summary: the environment variable {Summary} is not set.");
        if (variable(Output) is { Length: > 0 } output)
            Append(output, string.Concat(Outputs(report).Select(one => Assignment(one.Name, one.Value))));
        else
            warn($"The job has no outputs: the environment variable {Output} is not set.");
        string title = CommandText.GitHubProperty(TerminalText.Of(report.Title));
        return [.. Failures(report).Select(text =>
            $"::error title={title}::{CommandText.GitHub(TerminalText.Of(text))}")];
    }

    private static void AddSummary(Report report, string path, Action<string> warn)
    {
        long before = File.Exists(path) ? new FileInfo(path).Length : 0;
        // A table or heading begins after an empty line.
        string separator = before > 0 ? "\n\n" : "";
        int room = (int)Math.Max(0, SummaryLimit - 1 - before - separator.Length);
        if (MarkdownReport.Of(report, Math.Min(room, MarkdownReport.Limit)) is string text)
        {
            Append(path, separator + text);
        }
        else
        {
            warn(string.Create(CultureInfo.InvariantCulture, $"The report is not in the summary of the job: it has "
                + $"{before:N0} of the {SummaryLimit:N0} bytes of a step."));
        }
    }

    // The end of a value cannot be in it, because it is not known before.
    private static string Assignment(string name, string value)
    {
        string end = $"end-{RandomNumberGenerator.GetHexString(32, lowercase: true)}";
        return $"{name}<<{end}\n{value}\n{end}\n";
    }

    private static void Append(string path, string text)
    {
        using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        file.Write(Encoding.UTF8.GetBytes(text));
    }
}
