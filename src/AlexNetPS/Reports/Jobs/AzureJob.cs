using AlexNetPS.Formats.Text;

namespace AlexNetPS.Reports.Jobs;

/// <summary>A job of Azure Pipelines: all is told in the log, and the summary is a file that a command names.</summary>
internal sealed class AzureJob(Func<string, string?> variable) : PipelineJob
{
    /// <inheritdoc/>
    public override string System => "Azure Pipelines";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Add(Report report, string? folder, Action<string> warn)
    {
        string home = variable("AGENT_TEMPDIRECTORY") is { Length: > 0 } agents && Directory.Exists(agents)
            ? agents
            : folder ?? Path.GetTempPath();
        // The file is read after the step; the summary of another report must still be there.
        string summary = Path.Combine(Path.GetFullPath(home), $"alexnetps-{Guid.NewGuid():N}.md");
        report.Write(summary, ReportFormat.Markdown);
        return
        [
            $"##vso[task.uploadsummary]{CommandText.Azure(summary)}",
            .. Failures(report).Select(text => "##vso[task.logissue type=error]"
                + CommandText.Azure(TerminalText.Of(text))),
            .. Outputs(report).Select(one => "##vso[task.setvariable variable="
                + $"{one.Name.Replace('-', '_')};isOutput=true]{CommandText.Azure(one.Value)}"),
        ];
    }
}
