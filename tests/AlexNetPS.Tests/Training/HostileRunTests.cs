using System.Text.Json.Nodes;
using AlexNetPS.Datasets;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;
using AlexNetPS.Tests.Models;
using AlexNetPS.Training;
using AlexNetPS.Training.Diagnosis;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Tests.Training;

/// <summary>A run folder may come from elsewhere; what its run.json says is checked before it is used.</summary>
public sealed class HostileRunTests : IDisposable
{
    private static readonly string[] _values = ["null", "-1", "0", "1", "1e308", "2147483647", "\"\"", "\"nope\"",
        "\"nope.json\"", "[]", "{}", "[null]", "true"];

    private readonly string _folder = Directory.CreateTempSubdirectory("alexnetps-hostile-run-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    private string Manifest => Path.Combine(_folder, "run.json");

    [Theory]
    [InlineData("status", "7", "status: 7 is not one of Running, Stopped, Completed")]
    [InlineData("status", "\"Complete\"", "Did you mean 'Completed'?")]
    [InlineData("statuz", "\"Completed\"", "statuz: there is no such field")]
    [InlineData("name", "\"\"", "name: is empty")]
    [InlineData("seed", "-1", "seed")]
    [InlineData("limitBatches", "0", "limitBatches: 0 is below 1")]
    [InlineData("seconds", "-1", "seconds: -1 is not a duration")]
    [InlineData("seconds", "1e300", "seconds: 1E+300 is not a duration")]
    [InlineData("formatVersion", "0", "formatVersion: 0 is below 1")]
    [InlineData("formatVersion", "2", "was written by a newer AlexNetPS (format 2, known is 1)")]
    [InlineData("dataset.classes", "[\"a\"]", "dataset.classes: 1; a run has at least two classes")]
    [InlineData("dataset.classes", "[\"a\", null]", "dataset.classes[1]: is null")]
    [InlineData("dataset.train", "-5", "dataset.train: -5 is below 1")]
    [InlineData("dataset.validation", "-5", "dataset.validation: -5 is below 0")]
    [InlineData("epochs", "{}", "epochs: a list in [ ] is needed")]
    [InlineData("epochs[1].epoch", "1", "epochs[1].epoch: is 1, expected 2")]
    [InlineData("recipe.batchSize", "0", "recipe.batchSize: 0 is below 1")]
    [InlineData("recipe.optimizer.accumulation", "0", "recipe.optimizer.accumulation: 0 is below 1")]
    [InlineData("recipe.optimizer.type", "\"Adem\"", "recipe.optimizer.type: \"Adem\" is not one of")]
    [InlineData("recipe.architecture.layers[0].padding", "-5", "Layer 'conv1': padding is -5")]
    [InlineData("recipe.architecture", "\"HalfWith\"", "There is no architecture 'HalfWith'")]
    public void ImpossibleFieldsAreNamed(string field, string value, string reason)
    {
        Write(field, value);
        string message = Assert.Throws<TrainingException>(() => TrainingRun.Open(_folder)).Message;
        Assert.StartsWith($"'{Manifest}' cannot be read as a run: ", message);
        Assert.Contains(reason, message);
        Assert.DoesNotContain("..", message);
    }

    [Fact]
    public void SeveralMistakesAreListed()
    {
        Write("seconds", "-1");
        File.WriteAllText(Manifest,
            File.ReadAllText(Manifest).Replace("\"train\": 32", "\"train\": 0", StringComparison.Ordinal));
        string message = Assert.Throws<TrainingException>(() => TrainingRun.Open(_folder)).Message;
        Assert.Contains("\n  seconds: -1 is not a duration\n  dataset.train: 0 is below 1", message);
    }

    /// <summary>A file that is there and a file that is not give the same answer: neither is looked at.</summary>
    [Fact]
    public void ARunCannotPointToAnotherFile()
    {
        string own = Path.Combine(_folder, "own.json"), absent = Path.Combine(_folder, "absent.json");
        File.WriteAllText(own,
            System.Text.Json.JsonSerializer.Serialize(SmallModels.Network(2), NetworkArchitecture.Json));
        foreach (string path in new[] { own, absent, "own.json", "/dev/zero.json" })
        {
            Write("recipe.architecture", JsonValue.Create(path).ToJsonString());
            string message = Assert.Throws<TrainingException>(() => TrainingRun.Open(_folder)).Message;
            Assert.Contains($"recipe.architecture: '{path}' is another file; a run contains its network itself, or the "
                + "name of a known one", message);
        }
    }

    [Fact]
    public void ARunTakesItsNetworkAlongInsteadOfAPath()
    {
        string own = Path.Combine(_folder, "own.json");
        Recipe recipe = TinyRecipe.Create();
        File.WriteAllText(own,
            System.Text.Json.JsonSerializer.Serialize(recipe.Architecture.Definition, NetworkArchitecture.Json));
        ImageNetDataset dataset = DrawnImages.Dataset(train: 32);
        Recipe prepared = Trainer.Prepare(dataset, recipe with { Architecture = new(own) });
        Assert.Equal(recipe.Architecture.Definition!.Layers, prepared.Architecture.Definition!.Layers);
    }

    [Fact]
    public void AHugeFileIsNotRead()
    {
        using (FileStream stream = File.Create(Manifest))
            stream.SetLength(100L << 20);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("104,857,600 bytes; at most",
            Assert.Throws<TrainingException>(() => TrainingRun.Open(_folder)).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"name\": \"\\ud800\"}")]
    public void WhatIsNoRunIsRefused(string text)
    {
        File.WriteAllText(Manifest, text);
        Assert.StartsWith($"'{Manifest}' cannot be read as a run: ",
            Assert.Throws<TrainingException>(() => TrainingRun.Open(_folder)).Message);
    }

    [Fact]
    public void AnyValueMayBeHostile()
    {
        string genuine = Genuine();
        int places = Places(JsonNode.Parse(genuine)!).Skip(1).Count(), rejected = 0, opened = 0;
        for (int place = 0; place < places; place++)
        {
            foreach (string value in _values)
            {
                JsonNode changed = JsonNode.Parse(genuine)!;
                Places(changed).Skip(1).ElementAt(place).ReplaceWith(JsonNode.Parse(value));
                File.WriteAllText(Manifest, changed.ToJsonString());
                try
                {
                    // What is accepted can be shown and judged.
                    TrainingRun run = TrainingRun.Open(_folder);
                    Assert.NotEmpty(run.ToString());
                    Assert.All(run.Diagnose().Findings, finding => Assert.NotEmpty(finding.ToString()));
                    Assert.Single(RunComparison.Of([run]));
                    opened++;
                }
                catch (TrainingException)
                {
                    rejected++;
                }
            }
        }

        Assert.InRange(rejected, 300, places * _values.Length);
        Assert.InRange(opened, 50, places * _values.Length);
    }

    private void Write(string field, string value)
    {
        JsonNode root = JsonNode.Parse(Genuine())!, node = root;
        string[] steps =
            field.Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).Split('.');
        foreach (string step in steps[..^1])
        {
            node = node is JsonArray items
                ? items[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)]!
                : node[step]!;
        }

        node[steps[^1]] = JsonNode.Parse(value);
        File.WriteAllText(Manifest, root.ToJsonString(new() { WriteIndented = true }));
    }

    private static string Genuine()
    {
        var manifest = new RunManifest
        {
            Name = "Tiny on nothing",
            Status = RunStatus.Completed,
            Recipe = TinyRecipe.Create(),
            Seed = 1,
            LimitBatches = 3,
            Dataset = new()
            {
                Name = "nothing",
                SourcePath = "/nothing",
                Classes = ["a", "b"],
                Train = 32,
                Validation = 10,
                Fingerprint = ""
            },
            Environment = RunEnvironment.Of(new AlexNetPS.Engines.EngineDevice("cpu", "cpu", "a processor")),
            Started = DateTimeOffset.UnixEpoch,
            Divergence = new(TrainingSymptom.Divergence, 1, "The loss.", "The rate.", "Lower it."),
            Epochs =
            [
                .. Enumerable.Range(1, 2).Select(epoch => new EpochResult
                {
                    Epoch = epoch, TrainLoss = 0.69, TrainTop1 = 0.5, ValidationLoss = 0.69, ValidationTop1 = 0.5,
                    ValidationTop5 = 1, LearningRate = 0.1,
                    Seconds = 1, ImagesPerSecond = 10, DeadUnits = 0.9, DeadLayer = "fc2", IsBest = epoch == 2,
                }),
            ],
        };
        return System.Text.Json.JsonSerializer.Serialize(manifest, RecipeFile.Json);
    }

    private static IEnumerable<JsonNode> Places(JsonNode node) => node switch
    {
        JsonObject fields => fields.ToArray().Where(field => field.Value is not null)
            .SelectMany(field => Places(field.Value!)).Prepend(node),
        JsonArray items => items.ToArray().SelectMany(item => Places(item!)).Prepend(node),
        _ => [node],
    };
}
