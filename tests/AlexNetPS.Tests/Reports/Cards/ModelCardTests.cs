using System.Diagnostics;
using System.Text.Json.Nodes;
using AlexNetPS.Engines;
using AlexNetPS.Models;
using AlexNetPS.Reports.Cards;
using AlexNetPS.Reports.Manifests;
using AlexNetPS.Tests.Datasets;
using AlexNetPS.Tests.Models;

namespace AlexNetPS.Tests.Reports.Cards;

/// <summary>The text of a model card: metadata that others read, and names that are data.</summary>
public sealed class ModelCardTests : IDisposable
{
    private static readonly string[] _hostile =
    [
        "a|b", "`code`", "<script>alert(1)</script>", "[x](https://example.org)", "**bold**", "# heading", "yes", "null",
        "a: b", "- item", "\"quoted\"", "back\\slash", "```", "---", "&amp;", "émile 😀",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TheHeadIsWhatReadersOfYamlRead()
    {
        AlexNetModel model = SmallModels.Model(["a", "b"]);
        JsonNode head = Head(Export(model, new() { License = "CC-BY-4.0" }));
        Assert.Equal("cc-by-4.0", (string?)head["license"]);
        Assert.Equal("image-classification", (string?)head["pipeline_tag"]);
        Assert.Equal("alexnetps", (string?)head["library_name"]);
        Assert.Equal("blobs", (string?)head["datasets"]![0]);
        JsonNode index = head["model-index"]![0]!, result = index["results"]![0]!;
        Assert.Equal("Tiny", (string?)index["name"]);
        Assert.Equal("image-classification", (string?)result["task"]!["type"]);
        Assert.Equal("blobs", (string?)result["dataset"]!["name"]);
        Assert.Equal("validation", (string?)result["dataset"]!["split"]);
        Assert.Equal("accuracy", (string?)result["metrics"]![0]!["type"]);
        Assert.Equal(0.5, (double?)result["metrics"]![0]!["value"]);
    }

    [Fact]
    public void WithoutLicenseItIsUnknown()
    {
        string card = Export(SmallModels.Model(["a", "b"]), new());
        Assert.Equal("unknown", (string?)Head(card)["license"]);
        Assert.Contains("No license was stated", card, StringComparison.Ordinal);
    }

    [Fact]
    public void NamesAreDataInTheHead()
    {
        AlexNetModel model = SmallModels.Model(["a", "b"]);
        foreach (string name in _hostile)
        {
            AlexNetModel named = Named(model, name);
            JsonNode head = Head(Export(named, new()));
            Assert.Equal(name, (string?)head["model-index"]![0]!["name"]);
            Assert.Equal(name, (string?)head["datasets"]![0]);
        }
    }

    [Fact]
    public void ClassNamesAreTextAndTheTableKeepsItsColumns()
    {
        string card = Export(SmallModels.Model(_hostile), new());
        string[] rows = [.. card[card.IndexOf("## Classes", StringComparison.Ordinal)..].Split('\n')
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1).Take(_hostile.Length)];
        Assert.Equal(_hostile.Length, rows.Length);
        Assert.All(rows, row => Assert.Equal(3, row.Count(c => c == '|')));
        foreach (string markup in (string[])["<script>", "](https", "**bold**", "`code`"])
            Assert.DoesNotContain(markup, string.Join('\n', rows), StringComparison.Ordinal);
    }

    [Fact]
    public void FilesOfOthersAreFound()
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder.Root, "release")).FullName;
        var card = new CardFolder(Path.Combine(folder, "model.safetensors"));
        string readme = Path.Combine(folder, "README.md");
        File.WriteAllText(readme, "# Mine");
        Assert.Equal([readme], card.FindForeign(TestContext.Current.CancellationToken));

        // An export's own files may be replaced, until somebody changes them.
        card.Export(SmallModels.Model(["a", "b"]), null, null, default, new(),
            cancellation: TestContext.Current.CancellationToken);
        Assert.Empty(card.FindForeign(TestContext.Current.CancellationToken));
        File.AppendAllText(readme, "A remark.");
        Assert.Equal([readme], card.FindForeign(TestContext.Current.CancellationToken));

        // The manifest of a browser extension.
        string manifest = Path.Combine(folder, "manifest.json");
        File.WriteAllText(manifest, "{ \"manifest_version\": 3 }");
        Assert.Contains(manifest, card.FindForeign(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void AModelIsNoFileOfTheCard()
    {
        Assert.Throws<ArgumentException>(() => new CardFolder(Path.Combine(_folder.Root, "readme.md")));
        Assert.Throws<ArgumentException>(() => new CardFolder(Path.Combine(_folder.Root, "manifest.json")));
    }

    [Fact]
    public void AFolderOfManyFilesIsRejectedBeforeAnythingIsWritten()
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder.Root, "home")).FullName;
        for (int i = 0; i < 1001; i++)
            File.WriteAllBytes(Path.Combine(folder, $"{i}.txt"), []);
        string file = Path.Combine(folder, "model.safetensors");
        Assert.Contains("more than 1,000 files", Assert.Throws<ManifestException>(() =>
            new CardFolder(file).Export(SmallModels.Model(["a", "b"]), null, null, default, new())).Message,
            StringComparison.Ordinal);
        Assert.False(File.Exists(file));
    }

    [Fact]
    public void RecipeAndClassesLetOtherFormatsBeImported()
    {
        AlexNetModel model = SmallModels.Model(["a", "b"]);
        string file = Path.Combine(_folder.Root, "model.pth");
        new CardFolder(file).Export(model, null, null, default, new());
        AlexNetModel read = AlexNetModel.Load(file, new()
        {
            Recipe = AlexNetPS.Recipes.Recipe.Load(Path.Combine(_folder.Root, "recipe.json")),
            Classes = AlexNetPS.Models.Import.ClassNameFile.Read(Path.Combine(_folder.Root, "class_indices.json")),
        }, TestContext.Current.CancellationToken);
        Assert.Equal(model.Classes, read.Classes);
        Assert.Equal(model.HashWeights(), read.HashWeights());
        Assert.Equal(model.Recipe.EvaluationTransforms, read.Recipe.EvaluationTransforms);
    }

    private static AlexNetModel Named(AlexNetModel model, string name)
    {
        using INetwork network = model.CreateNetwork(maximumBatchSize: 1, threads: 1);
        return AlexNetModel.FromNetwork(network, model.Describe() with
        {
            Name = name,
            Training = model.Training! with { Dataset = name },
        });
    }

    private string Export(AlexNetModel model, CardOptions options)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder.Root, Guid.NewGuid().ToString("N"))).FullName;
        new CardFolder(Path.Combine(folder, "model.safetensors")).Export(model, null, null, default, options);
        return File.ReadAllText(Path.Combine(folder, "README.md"));
    }

    private JsonNode Head(string card)
    {
        Assert.StartsWith("---\n", card, StringComparison.Ordinal);
        string python = PeerPython.Require("yaml");
        string yaml = Path.Combine(_folder.Root, "head.yaml");
        File.WriteAllText(yaml, card[4..(card.IndexOf("\n---\n", StringComparison.Ordinal) + 1)]);
        using Process process = Process.Start(new ProcessStartInfo(python,
            ["-c", "import json, sys, yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1], encoding='utf-8'))))", yaml])
        { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return JsonNode.Parse(output)!;
    }
}
