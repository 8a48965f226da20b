using System.Text.Json.Nodes;
using YamlDotNet.Serialization;

namespace AlexNetPS.Tests.Structure;

/// <summary>
/// The pipelines of the examples: rights, results that are uploaded whatever happens, the same command. Pester runs it.
/// </summary>
public sealed class PipelineFileTests
{
    private const string Command = "-File pipeline/Invoke-Pipeline.ps1 -Path images -Recipe recipe.json "
        + "-RulePath rules.psd1 -BaselinePath baseline.json";

    [Fact]
    public void GitHubMayOnlyReadAndUploadsAlways()
    {
        JsonNode file = Read("github.yml");
        Assert.Equal("""{"contents":"read"}""", file["permissions"]!.ToJsonString());
        Assert.NotNull(file["concurrency"]!["group"]);
        JsonNode[] steps = [.. file["jobs"]!["model"]!["steps"]!.AsArray().Select(step => step!)];
        Assert.All(steps.Select(step => (string?)step["uses"]).OfType<string>(),
            action => Assert.Matches("^actions/[a-z/-]+@v[0-9]+$", action));
        JsonNode upload = Step("actions/upload-artifact@");
        Assert.Equal(("always()", "results"), ((string?)upload["if"], (string?)upload["with"]!["path"]));
        Assert.Contains("steps.images.outputs.cache-key", (string?)Step("actions/cache/restore@")["with"]!["key"],
            StringComparison.Ordinal);
        Assert.Contains("always()", (string?)Step("actions/cache/save@")["if"], StringComparison.Ordinal);
        Assert.Contains(steps, step => Line(step["run"]).EndsWith(Command, StringComparison.Ordinal));

        JsonNode Step(string action) => steps.Single(step =>
            ((string?)step["uses"])?.StartsWith(action, StringComparison.Ordinal) == true);
    }

    [Fact]
    public void AzurePublishesTestsAndResultsAlsoAfterAFailure()
    {
        JsonNode[] steps = [.. Read("azure-pipelines.yml")["jobs"]![0]!["steps"]!.AsArray().Select(step => step!)];
        JsonNode tests = steps.Single(step => (string?)step["task"] == "PublishTestResults@2");
        Assert.Equal(("JUnit", "results/junit.xml"),
            ((string?)tests["inputs"]!["testResultsFormat"], (string?)tests["inputs"]!["testResultsFiles"]));
        JsonNode results = steps.Single(step => (string?)step["task"] == "PublishPipelineArtifact@1");
        Assert.Equal("results", (string?)results["inputs"]!["targetPath"]);
        Assert.All([tests, results], step => Assert.Equal("succeededOrFailed()", (string?)step["condition"]));
        Assert.Contains(steps, step => Line(step["script"]).EndsWith(Command, StringComparison.Ordinal));
    }

    [Fact]
    public void GitLabShowsTestsAndTriesABrokenEnvironmentOnceMore()
    {
        JsonNode job = Read("gitlab-ci.yml")["model"]!;
        JsonNode artifacts = job["artifacts"]!;
        Assert.Equal(("always", "results/junit.xml"),
            ((string?)artifacts["when"], (string?)artifacts["reports"]!["junit"]));
        Assert.Equal("3", (string?)job["retry"]!["exit_codes"]!.AsArray().Single());
        Assert.EndsWith(Command, Line(job["script"]![0]), StringComparison.Ordinal);
    }

    private static string Line(JsonNode? text) => ((string?)text)?.ReplaceLineEndings(" ").Trim() ?? "";

    // Every scalar as a text.
    private static JsonNode Read(string name)
    {
        string yaml = File.ReadAllText(Path.Combine(SourceTree.Root, "examples", "pipelines", name));
        object tree = new DeserializerBuilder().Build().Deserialize<object>(yaml);
        return JsonNode.Parse(new SerializerBuilder().JsonCompatible().Build().Serialize(tree))!;
    }
}
