using System.Text;
using System.Text.RegularExpressions;
using AlexNetPS.Inference;
using AlexNetPS.Inference.Gates;
using AlexNetPS.Reports;
using AlexNetPS.Reports.Jobs;

namespace AlexNetPS.Tests.Reports;

public sealed class PipelineJobTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("alexnetps-job-").FullName;
    private readonly List<string> _warnings = [];

    public void Dispose() => Directory.Delete(_folder, true);

    private string Summary => Path.Combine(_folder, "summary.md");

    private string Output => Path.Combine(_folder, "output");

    [Theory]
    [InlineData("GITHUB_ACTIONS", "true", "GitHub Actions")]
    [InlineData("TF_BUILD", "True", "Azure Pipelines")]
    [InlineData("GITHUB_ACTIONS", "false", null)]
    [InlineData("CI", "true", null)]
    public void IsFoundByItsVariable(string name, string value, string? system) =>
        Assert.Equal(system, PipelineJob.Find(variable => variable == name ? value : null)?.System);

    [Fact]
    public void GitHubGetsSummaryAnnotationsAndOutputs()
    {
        File.WriteAllText(Summary, "earlier");
        IReadOnlyList<string> lines = GitHub().Add(Failing(12), null, _warnings.Add);
        Assert.Empty(_warnings);
        byte[] bytes = File.ReadAllBytes(Summary);
        Assert.StartsWith("earlier\n\n# Ti", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
        Assert.DoesNotContain("\uFEFF", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
        Assert.Equal(10, lines.Count);
        Assert.All(lines, line => Assert.Matches(@"^::error title=Ti%3A%2C%0A%25::[^\r\n]*$", line));
        Assert.Contains("::error::%0A::warning::x%25", lines[0], StringComparison.Ordinal);
        Assert.Contains("3 more rules are not kept: ", lines[9], StringComparison.Ordinal);
        Dictionary<string, string> outputs = ReadOutputs();
        Assert.Equal(("0.5", "false"), (outputs["top1"], outputs["passed"]));
        Assert.StartsWith("Rule0,Rule1,", outputs["failed-rules"], StringComparison.Ordinal);
        Assert.Equal(["failed-rules", "loss", "passed", "top1"], outputs.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void AnOutputWithLinesAddsNoOther()
    {
        Evaluation evaluation = ReportSamples.Evaluation(["a", "b"]);
        GitHub().Add(new Report([ReportSamples.Rule(evaluation, false, "a\nevil=1\nb")], [], []), null, _warnings.Add);
        Dictionary<string, string> outputs = ReadOutputs();
        Assert.Equal("a\nevil=1\nb", outputs["failed-rules"]);
        Assert.DoesNotContain("evil", outputs.Keys);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(995_000)]
    [InlineData(999_800)]
    [InlineData(999_990)]
    [InlineData(1_000_100)]
    public void TheWholeSummaryStaysBelowTheLimit(int before)
    {
        File.WriteAllText(Summary, new string('x', before));
        Report report = Failing(200);
        GitHub().Add(report, null, _warnings.Add);
        GitHub().Add(report, null, _warnings.Add);
        long length = new FileInfo(Summary).Length;
        Assert.True(length == before || length < GitHubJob.SummaryLimit, $"{length}");
        Assert.Equal(before > 999_900, length == before);
        Assert.Equal(before > 999_900, _warnings.Count > 0);
        if (before == 995_000)
            Assert.Contains("*Left out, because", File.ReadAllText(Summary), StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutItsFilesGitHubGetsAnnotationsAlone()
    {
        Assert.Single(new GitHubJob(_ => null).Add(Failing(1), null, _warnings.Add));
        Assert.Equal(2, _warnings.Count);
    }

    [Fact]
    public void AzureGetsCommands()
    {
        var job = new AzureJob(name => name == "AGENT_TEMPDIRECTORY" ? _folder : null);
        IReadOnlyList<string> lines = job.Add(Failing(1), null, _warnings.Add);
        string file = Assert.Single(Directory.GetFiles(_folder));
        Assert.Equal($"##vso[task.uploadsummary]{file}", lines[0]);
        Assert.StartsWith("# Ti", File.ReadAllText(file), StringComparison.Ordinal);
        Assert.Matches(@"^##vso\[task\.logissue type=error\]Rule0: .*::error::%0A::warning::x%AZP25%5D%3B", lines[1]);
        Assert.Equal(["top1", "loss", "passed", "failed_rules"], lines.Skip(2).Select(line =>
            Regex.Match(line, @"^##vso\[task\.setvariable variable=(\w+);isOutput=true\][^\r\n]*$").Groups[1].Value));
        Assert.EndsWith("]Rule0", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutItsFolderAzureUsesThatOfTheReport()
    {
        new AzureJob(_ => null).Add(Failing(1), _folder, _warnings.Add);
        Assert.Single(Directory.GetFiles(_folder, "*.md"));
    }

    [Fact]
    public void RunsAloneGiveTheBestOnesResult()
    {
        GitHub().Add(new Report([], [], [ReportSamples.Run("one")]), null, _warnings.Add);
        Assert.Equal(["loss", "top1"], ReadOutputs().Keys.Order(StringComparer.Ordinal));
        Assert.Equal("0.625", ReadOutputs()["top1"]);
    }

    private GitHubJob GitHub() => new(name => name switch
    {
        "GITHUB_STEP_SUMMARY" => Summary,
        "GITHUB_OUTPUT" => Output,
        _ => null,
    });

    private static Report Failing(int rules)
    {
        Evaluation evaluation = ReportSamples.Evaluation(["a", "b"]);
        return new([.. Enumerable.Range(0, rules).Select(i =>
            ReportSamples.Rule(evaluation, false, $"Rule{i}", "::error::\n::warning::x%];"))], [], [], "Ti:,\n%");
    }

    // As the runner reads it.
    private Dictionary<string, string> ReadOutputs()
    {
        var outputs = new Dictionary<string, string>();
        string[] lines = File.ReadAllText(Output).Split('\n');
        for (int i = 0; i < lines.Length && lines[i].Length > 0; i++)
        {
            string[] parts = lines[i].Split("<<");
            int end = Array.IndexOf(lines, parts[1], i + 1);
            outputs[parts[0]] = string.Join("\n", lines[(i + 1)..end]);
            i = end;
        }

        return outputs;
    }
}
