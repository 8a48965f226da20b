using System.Text.Json.Nodes;
using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Models;
using AlexNetPS.Recipes;
using AlexNetPS.Training;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Tests.Training;

/// <summary>A completed run of the same recipe, data, seed and engine version is returned, not trained again.</summary>
public sealed class ReuseTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("alexnet-reuse").FullName;

    // One hash for each of 24 images.
    private readonly ImageNetDataset _dataset = Hashed(1);

    private readonly Recipe _recipe = TinyRecipe.Create(epochs: 1) with { Checkpoints = new() };

    private int _runs;

    public void Dispose() => Directory.Delete(_root, true);

    [Fact]
    public void TheSameRunIsReturned()
    {
        TrainingRun first = Train(_recipe);
        Assert.False(first.IsReused);
        TrainingRun again = Train(_recipe);
        Assert.True(again.IsReused);
        Assert.Equal(first.Path, again.Path);
        Assert.Equal(first.LoadModel().HashWeights(), again.LoadModel().HashWeights());
        Assert.False(TrainingRun.Open(first.Path).IsReused);
        Assert.Single(Directory.GetDirectories(_root));
    }

    [Fact]
    public void WhatDoesNotChangeTheResultMayDiffer()
    {
        TrainingRun first = Train(_recipe);
        Assert.True(Train(_recipe with
        {
            Name = "other",
            Description = "other",
            Curves = new() { Every = 3 },
            Checkpoints = new() { Every = 1 },
            Optimizer = _recipe.Optimizer with { Momentum = 0.5 },
            EarlyStopping = new() { Patience = 9 },
        }, with: options => options with { Threads = 1, LimitBatches = 99 }).IsReused);

        // The state is not there.
        TrainingRun kept = Train(_recipe with { Checkpoints = new() { KeepState = true } });
        Assert.False(kept.IsReused);
        Assert.Equal(kept.Path, Train(_recipe with { Checkpoints = new() { KeepState = true } }).Path);

        // Of two, the newer.
        Assert.Equal(kept.Path, Train(_recipe).Path);
        kept.Delete();
        Assert.Equal(first.Path, Train(_recipe).Path);
    }

    [Fact]
    public void WhatChangesTheResultMayNot()
    {
        Train(_recipe);
        Assert.False(Train(_recipe with { Epochs = 2 }).IsReused);
        Assert.False(Train(_recipe with { LabelSmoothing = 0.1 }).IsReused);
        Assert.False(Train(_recipe, with: options => options with { Seed = 2 }).IsReused);
        Assert.False(Train(_recipe, with: options => options with { LimitBatches = 1 }).IsReused);
        Assert.False(Train(_recipe, Hashed(2)).IsReused);
        Assert.False(Train(_recipe, engine: new OtherVersion()).IsReused);
        Assert.False(Train(_recipe, with: DirectConvolution).IsReused);
        Assert.Equal(8, Directory.GetDirectories(_root).Length);

        // Each of them is found again.
        Assert.True(Train(_recipe, Hashed(2)).IsReused);
        Assert.True(Train(_recipe, engine: new OtherVersion()).IsReused);
        Assert.True(Train(_recipe, with: DirectConvolution).IsReused);

        static TrainingOptions DirectConvolution(TrainingOptions options) =>
            options with { Convolution = ConvolutionAlgorithm.Direct };
    }

    [Fact]
    public void TheWeightsOfTheInitialModelCount()
    {
        AlexNetModel one = Train(_recipe, with: options => options with { Seed = 8 }).LoadModel(),
            two = Train(_recipe, with: options => options with { Seed = 9 }).LoadModel();
        TrainingRun first = Train(_recipe, with: options => options with { InitialModel = one });
        Assert.False(Train(_recipe).IsReused);
        Assert.False(Train(_recipe, with: options => options with { InitialModel = two }).IsReused);
        one.Save(Path.Combine(_root, "copy.safetensors"));
        AlexNetModel copy = AlexNetModel.Load(Path.Combine(_root, "copy.safetensors"));
        Assert.Equal(first.Path, Train(_recipe, with: options => options with { InitialModel = copy }).Path);
    }

    [Fact]
    public void OnlyAWholeCompletedRunIsReturned()
    {
        TrainingRun first = Train(_recipe);
        string file = Path.Combine(first.Path, "run.json"), json = File.ReadAllText(file);
        JsonNode run = JsonNode.Parse(json)!;
        run["status"] = "Stopped";
        File.WriteAllText(file, run.ToJsonString());
        Assert.False(Train(_recipe, delete: true).IsReused);
        run["status"] = "Completed";
        run["environment"]!.AsObject().Remove("engine");
        File.WriteAllText(file, run.ToJsonString());
        Assert.False(Train(_recipe, delete: true).IsReused);
        File.WriteAllText(file, "{");
        Assert.False(Train(_recipe, delete: true).IsReused);
        File.WriteAllText(file, json);
        Assert.True(Train(_recipe).IsReused);
        File.Delete(Path.Combine(first.Path, "best.safetensors"));
        Assert.False(Train(_recipe, delete: true).IsReused);
        File.WriteAllText(Path.Combine(first.Path, "best.safetensors"), "damaged");
        Assert.False(Train(_recipe, delete: true).IsReused);
    }

    [Fact]
    public void ARunOfTwoEnginesIsNotReturned()
    {
        Recipe recipe = _recipe with { Checkpoints = new() { KeepState = true } };
        TrainingRun run = Train(recipe);
        TrainingRun mixed = Trainer.Train(_dataset, Options(recipe with { Epochs = 2 }) with
        {
            RunPath = run.Path,
            Resume = true,
            Reuse = false,
        }, _ => new OtherVersion(), null, default);
        Assert.Equal(2, mixed.EpochCount);
        Assert.False(Train(recipe with { Epochs = 2 }).IsReused);
    }

    [Fact]
    public void WithoutHashesNothingIsKnownOfTheData()
    {
        ImageNetDataset plain = DrawnImages.Dataset(train: 24, validation: 60);
        var said = new Warnings();
        Assert.False(Train(_recipe, plain, observer: said).IsReused);
        Assert.False(Train(_recipe, plain, observer: said).IsReused);
        Assert.Contains("Reuse has no effect: the dataset has no hashes", said.Told[0]);
    }

    private static ImageNetDataset Hashed(byte content) => DrawnImages.Dataset(train: 24, validation: 60,
        hashes: [.. Enumerable.Range(0, 84).Select(i => AlexNetPS.Datasets.Store.ContentHash.Of([content, (byte)i]))]);

    private TrainingOptions Options(Recipe recipe) => new()
    {
        Recipe = recipe,
        RunPath = Path.Combine(_root, $"run-{++_runs}"),
        Seed = 1,
        Reuse = true,
    };

    private TrainingRun Train(Recipe recipe, ImageNetDataset? dataset = null, IEngine? engine = null,
        ITrainingObserver? observer = null, Func<TrainingOptions, TrainingOptions>? with = null, bool delete = false)
    {
        TrainingOptions options = Options(recipe);
        TrainingRun run = Trainer.Train(dataset ?? _dataset, with?.Invoke(options) ?? options,
            _ => engine ?? EngineCatalog.ForDevice("cpu"), observer, default);
        if (delete)
            run.Delete();
        return run;
    }

    private sealed class OtherVersion : IEngine
    {
        private readonly IEngine _engine = EngineCatalog.ForDevice("cpu");

        public string Name => _engine.Name;

        public string Version => "0.0.1";

        public IReadOnlyList<EngineDevice> Devices => _engine.Devices;

        public INetwork Create(AlexNetPS.Networks.NetworkDefinition definition, NetworkOptions options) =>
            _engine.Create(definition, options);
    }

    private sealed class Warnings : ITrainingObserver
    {
        public List<string> Told { get; } = [];

        public void OnStep(TrainingProgress progress)
        {
        }

        public void OnEpoch(EpochResult epoch)
        {
        }

        public void OnWarning(string message) => Told.Add(message);
    }
}
