using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Models;
using AlexNetPS.Recipes;
using AlexNetPS.Tests.Models;
using AlexNetPS.Training;

namespace AlexNetPS.Tests.Training;

/// <summary>What becomes of a model's last layer where it is the start of a training.</summary>
public sealed class InitialHeadTests : IDisposable
{
    private static readonly string[] _flowers = ["daisy", "rose", "tulip"];

    private readonly string _root = Directory.CreateTempSubdirectory("head").FullName;

    public void Dispose() => Directory.Delete(_root, true);

    [Theory]
    [InlineData("daisy,rose,tulip", "0,1,2", "unchanged")]
    [InlineData("tulip,daisy,rose", "2,0,1", "in the order of the dataset's classes")]
    [InlineData("tulip,daisy", "2,0", "for the dataset's 2 classes, of 3")]
    public void KnownClassesTakeTheirRowsWithThem(string classes, string rows, string told)
    {
        AlexNetModel model = WithBiases(SmallModels.Model(_flowers));
        (AlexNetModel begun, Notes notes) = Begin(model, classes.Split(','));
        int[] order = [.. rows.Split(',').Select(int.Parse)];
        Assert.Equal(order.SelectMany(row => Row(model, "weight", row)), begun.Parameter("fc7.weight").ToArray());
        Assert.Equal(order.SelectMany(row => Row(model, "bias", row)), begun.Parameter("fc7.bias").ToArray());
        Assert.Equal(model.Parameter("conv1.weight").ToArray(), begun.Parameter("conv1.weight").ToArray());
        Assert.Contains(told, Assert.Single(notes.Told));
        Assert.Empty(notes.Warned);
    }

    [Fact]
    public void PublishedNamesAndSynsetsAreTheSameClasses()
    {
        AlexNetModel model =
            SmallModels.Model(["n01440764 tench, Tinca tinca", "n01443537 goldfish, Carassius auratus"]);
        AlexNetModel begun =
            Begin(model, ["n01443537", "n01440764"], new Dictionary<string, string> { ["n01440764"] = "tench" }).Model;
        Assert.Equal(Row(model, "weight", 1).Concat(Row(model, "weight", 0)), begun.Parameter("fc7.weight").ToArray());
        Assert.Equal(["n01443537", "n01440764 tench"], begun.Classes);
    }

    [Theory]
    [InlineData("cat,dog", false,
        "fc7, is re-initialized: the initial model 'Tiny' knows none of the dataset's 2 classes")]
    [InlineData("daisy,rose,thistle", true,
        "fc7, is re-initialized, also for the 2 classes that the initial model 'Tiny' knows: it does not know thistle")]
    public void AnyOtherClassBeginsItAnewAndIsToldOf(string classes, bool isUnexpected, string told)
    {
        AlexNetModel model = SmallModels.Model(_flowers);
        (AlexNetModel begun, Notes notes) = Begin(model, classes.Split(','));
        Assert.NotEqual(Row(model, "weight", 0), Row(begun, "weight", 0));
        Assert.Equal(model.Parameter("fc6.weight").ToArray(), begun.Parameter("fc6.weight").ToArray());
        Assert.Contains(told, Assert.Single(isUnexpected ? notes.Warned : notes.Told));
        Assert.Empty(isUnexpected ? notes.Told : notes.Warned);
    }

    [Fact]
    public void ALastLayerThatBeginsAnewMustNotBeFrozen()
    {
        AlexNetModel model = SmallModels.Model(_flowers);
        var e = Assert.Throws<TrainingException>(() => Begin(model, ["cat", "dog"], freeze: "fc*"));
        Assert.Contains("knows none of the dataset's 2 classes. It must not be frozen", e.Message);
        Assert.Contains("exclude fc7 from -Freeze", e.Message);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_root));

        // The model's own rows may be.
        Assert.Equal(Row(model, "weight", 2), Row(Begin(model, ["tulip", "daisy"], freeze: "fc7").Model, "weight", 0));
    }

    [Fact]
    public void AResumedRunKeepsItsOwnWeightsAndRefusesAnotherStart()
    {
        AlexNetModel model = SmallModels.Model(_flowers);
        string path = Path.Combine(_root, "run");
        Begin(model, _flowers, path: path);
        TrainingOptions options = Options(_flowers.Length, path) with { InitialModel = model, Resume = true };
        var notes = new Notes();
        Trainer.Train(Images(_flowers), options with { Recipe = options.Recipe with { Epochs = 2 } }, notes);
        Assert.Contains("has weights of its own and goes on with them; the initial model 'Tiny'",
            Assert.Single(notes.Told));

        model.Save(Path.Combine(_root, "other.safetensors"));
        AlexNetModel other = AlexNetModel.Load(Path.Combine(_root, "other.safetensors"));
        var e = Assert.Throws<TrainingException>(
            () => Trainer.Train(Images(_flowers), options with { InitialModel = other }));
        Assert.Contains($"initialModel: Tiny in the run, {other.Path} now", e.Message);

        // A run that was killed before its first checkpoint has no weights yet.
        File.Delete(Path.Combine(path, "last.safetensors"));
        string manifest = Path.Combine(path, "run.json");
        var json = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(manifest))!;
        json["epochs"] = new System.Text.Json.Nodes.JsonArray();
        File.WriteAllText(manifest, json.ToJsonString());
        e = Assert.Throws<TrainingException>(
            () => Trainer.Train(Images(_flowers), options with { InitialModel = null }));
        Assert.Contains("began with the initial model 'Tiny' and has no checkpoint yet", e.Message);
        notes = new Notes();
        Trainer.Train(Images(_flowers), options, notes);
        Assert.Contains("is taken from the initial model", Assert.Single(notes.Told));
    }

    // One step of a learning rate that changes nothing.
    private (AlexNetModel Model, Notes Notes) Begin(AlexNetModel model, string[] classes, Dictionary<string,
        string>? descriptions = null, string? freeze = null, string? path = null)
    {
        var notes = new Notes();
        TrainingOptions options = Options(classes.Length, path ?? Path.Combine(_root, Guid.NewGuid().ToString("N")),
            freeze) with
        { InitialModel = model };
        return (Trainer.Train(Images(classes, descriptions), options, notes).LoadModel(), notes);
    }

    private static TrainingOptions Options(int classes, string path, string? freeze = null)
    {
        Recipe recipe = SmallModels.Recipe(classes);
        return new()
        {
            Recipe = recipe with
            {
                Checkpoints = new() { KeepState = true },
                Optimizer = recipe.Optimizer with
                {
                    LearningRate = 1e-30,
                    WeightDecay = 0,
                    Layers = freeze is null ? [] : [new() { Layers = freeze, LearningRateFactor = 0 }]
                }
            },
            RunPath = path,
            Threads = 1,
        };
    }

    private static ImageNetDataset Images(string[] classes, Dictionary<string, string>? descriptions = null)
    {
        ImageSample[] samples = [.. Enumerable.Range(0, 4)
            .Select(i => new ImageSample(i, $"/images/{i}.png", i % classes.Length, classes[i % classes.Length]))];
        return new(new() { Name = "painted", SourcePath = "/images", Descriptions = descriptions ?? [] }, classes,
            samples, [], [], new Inference.PaintedImages());
    }

    private static AlexNetModel WithBiases(AlexNetModel model)
    {
        using INetwork network = model.CreateNetwork(maximumBatchSize: 1, threads: 1);
        network.Write("fc7.bias", [.. Enumerable.Range(1, model.Classes.Count).Select(i => (float)i)]);
        return AlexNetModel.FromNetwork(network,
            new()
            {
                Name = model.Name,
                Definition = network.Definition,
                Classes = model.Classes,
                Recipe = model.Recipe
            });
    }

    private static float[] Row(AlexNetModel model, string what, int row)
    {
        float[] values = model.Parameter($"fc7.{what}").ToArray();
        int length = values.Length / model.Classes.Count;
        return values[(row * length)..((row + 1) * length)];
    }

    private sealed class Notes : ITrainingObserver
    {
        public List<string> Told { get; } = [];

        public List<string> Warned { get; } = [];

        public void OnStep(TrainingProgress progress)
        {
        }

        public void OnEpoch(EpochResult epoch)
        {
        }

        // Four small images give the diagnosis something to say too.
        public void OnWarning(string message)
        {
            if (message.Contains("initial model", StringComparison.Ordinal))
                Warned.Add(message);
        }

        public void OnNote(string message) => Told.Add(message);
    }
}
