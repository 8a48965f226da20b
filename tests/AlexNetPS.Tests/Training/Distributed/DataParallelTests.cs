using AlexNetPS.Datasets;
using AlexNetPS.Ranks;
using AlexNetPS.Recipes;
using AlexNetPS.Training;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Tests.Training.Distributed;

/// <summary>Several ranks train as one process that accumulates the parts of each batch.</summary>
public sealed class DataParallelTests : IDisposable
{
    private const string Sgd = """{ "type": "Sgd", "learningRate": 0.01, "momentum": 0.9, "weightDecay": 0.0005 }""";

    private readonly string _root = Directory.CreateTempSubdirectory("alexnet-ranks").FullName;

    public void Dispose() => Directory.Delete(_root, true);

    [Theory]
    [InlineData(2, Sgd)]
    [InlineData(2, """{ "type": "Adam", "learningRate": 0.003, "averageDecay": 0.9 }""")]
    [InlineData(2, """{ "type": "AdamW", "learningRate": 0.003, "weightDecay": 0.01, "clipNorm": 0.5 }""")]
    [InlineData(4, Sgd)]
    [InlineData(8, """{ "type": "SgdNesterov", "learningRate": 0.01, "momentum": 0.9, "clipNorm": 1 }""")]
    public void RanksHaveTheBitsOfOneProcessThatAccumulates(int ranks, string optimizer)
    {
        // The last batch of an epoch has 10 images of 16: some parts are cut, some empty.
        ImageNetDataset dataset = DrawnImages.Dataset(train: 90);
        Recipe recipe = PartedRecipe.Create(optimizer, epochs: 3);
        TrainingRun one = Trainer.Train(dataset, Options("one", PartedRecipe.InParts(recipe, ranks)));
        TrainingRun[] several = ThreadRanks.Run(ranks, group =>
            Trainer.Train(dataset, Options("several", recipe) with { Ranks = group }));

        Assert.All(several, run => Assert.Equal(RunStatus.Completed, run.Status));
        RunBits.AssertSame(one, several[0]);
        Assert.Equal(one.Epochs.Select(Numbers), several[0].Epochs.Select(Numbers));
        Assert.All(several, run => Assert.Equal(several[0].Epochs, run.Epochs));
        Assert.Equal(recipe.BatchSize, several[0].Recipe.BatchSize);
        Assert.Equal(ranks, several[0].Manifest.Session.Ranks);
    }

    [Theory]
    [InlineData(3, 16)]
    [InlineData(5, 7)]
    public void ABatchThatDoesNotDivideEvenlyIsSplitAllTheSame(int ranks, int batchSize)
    {
        ImageNetDataset dataset = DrawnImages.Dataset(train: 90);
        Recipe recipe = TinyRecipe.Create(epochs: 8, batchSize: batchSize);
        TrainingRun run = ThreadRanks.Run(ranks, group =>
            Trainer.Train(dataset, Options("run", recipe) with { Ranks = group }))[0];
        Assert.True(run.BestEpoch!.ValidationTop1 >= 0.9, $"{run.BestEpoch}");
        Assert.Equal((90 + batchSize - 1) / batchSize, run.Manifest.StepsPerEpoch);
    }

    [Fact]
    public void BatchesOfRanksAndOfTheRecipeAccumulate()
    {
        ImageNetDataset dataset = DrawnImages.Dataset(train: 90);
        Recipe recipe = TinyRecipe.Create(
            """{ "type": "Sgd", "learningRate": 0.01, "momentum": 0.9, "accumulation": 3 }""", epochs: 4);
        TrainingRun one = Trainer.Train(dataset, Options("one", PartedRecipe.InParts(recipe, 2)));
        TrainingRun two = ThreadRanks.Run(2, group =>
            Trainer.Train(dataset, Options("two", recipe) with { Ranks = group }))[0];

        // Each rank sums its own parts first, so that the sums differ by rounding.
        Assert.All(one.Epochs.Zip(two.Epochs), pair => Assert.Equal(pair.First.TrainLoss, pair.Second.TrainLoss, 1e-3));
    }

    [Fact]
    public void AFrozenLayerIsNotSent()
    {
        Recipe recipe = TinyRecipe.Create(Sgd, epochs: 1);
        Recipe frozen = recipe with
        {
            Optimizer = recipe.Optimizer with { Layers = [new() { Layers = "fc2", LearningRateFactor = 0 }] },
        };
        long all = Sent("all", recipe), some = Sent("some", frozen);

        // 392 inputs and 24 outputs; whole panels are sent.
        Assert.True(all - some > 392 * 24, $"{all} and {some}");
        Assert.InRange(some, (3 * 5 * 5 * 8) + 8 + (24 * 2) + 2, 5000);

        long Sent(string name, Recipe trained) => ThreadRanks.Run(2, group =>
        {
            var counted = new CountingRanks(group);
            Trainer.Train(DrawnImages.Dataset(), Options(name, trained) with { Ranks = counted, LimitBatches = 1 });
            return counted.Floats;
        })[0];
    }

    [Fact]
    public void AResumedRunGoesOnWithAnotherNumberOfRanks()
    {
        ImageNetDataset dataset = DrawnImages.Dataset(train: 90);
        Recipe recipe = TinyRecipe.Create(Sgd, epochs: 3);
        foreach (int second in new[] { 1, 2 })
        {
            string name = $"run{second}";
            using var cancellation = new CancellationTokenSource();
            TrainingRun[] stopped = ThreadRanks.Run(4, group => Trainer.Train(dataset,
                Options(name, recipe) with { Ranks = group },
                group.Rank == 0 ? new StepStopper(8, cancellation) : null,
                group.Rank == 0 ? cancellation.Token : default));
            Assert.All(stopped, run => Assert.Equal((RunStatus.Stopped, 1), (run.Status, run.EpochCount)));
            TrainingRun[] resumed = ThreadRanks.Run(second, group => Trainer.Train(dataset,
                Options(name, recipe) with { Ranks = second == 1 ? null : group, Resume = true }));
            Assert.All(resumed, run => Assert.Equal((RunStatus.Completed, 3), (run.Status, run.EpochCount)));
            Assert.Equal(second, resumed[0].Manifest.Session.Ranks);
            Assert.Null(resumed[0].Manifest.Environment.Engine);
        }
    }

    [Fact]
    public void OneRankThatIsStoppedStopsAllAtTheSameStep()
    {
        ImageNetDataset dataset = DrawnImages.Dataset();
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        TrainingRun[] runs = ThreadRanks.Run(3, group => Trainer.Train(dataset,
            Options("run", TinyRecipe.Create()) with { Ranks = group, Device = "cpu,cpu" }, null,
            group.Rank == 2 ? stop.Token : default));
        Assert.All(runs, run => Assert.Equal(RunStatus.Stopped, run.Status));
        Assert.StartsWith("Stopped by a signal to another rank. Resume with: ", runs[0].StopReason, StringComparison.Ordinal);
        // The device is what all ranks were given, not that of rank 0.
        Assert.EndsWith($" -Device 'cpu,cpu' -Threads 1 # started by mpiexec or srun with {runs.Length} processes",
            runs[0].StopReason, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(runs[0].Path, "last.safetensors")));
    }

    [Fact]
    public void AnErrorOfOneRankEndsAllAndNamesIt()
    {
        var damaged = new DrawnImages(126) { Damaged = 5 };
        (_, Exception?[] failures) = ThreadRanks.Try(3, group => Trainer.Train(
            DrawnImages.Dataset(images: group.Rank == 1 ? damaged : null),
            Options("run", TinyRecipe.Create()) with { Ranks = group }));
        // Which rank draws the image depends on the order of the epoch, so all have it in some epoch.
        Assert.IsNotType<RanksException>(failures[1]);
        Assert.All(new[] { failures[0], failures[2] }, failure =>
        {
            RanksException told = Assert.IsType<RanksException>(failure);
            Assert.Equal(1, told.Rank);
            Assert.StartsWith("Rank 1 failed: ", told.Message);
        });
    }

    [Fact]
    public void RanksWithOtherImagesDoNotTrain()
    {
        (_, Exception?[] failures) = ThreadRanks.Try(2, group => Trainer.Train(
            DrawnImages.Dataset(train: 90 + group.Rank), Options("run", TinyRecipe.Create()) with { Ranks = group }));
        Assert.Contains("91 training and 30 validation images", failures[1]!.Message);
        Assert.Contains("Rank 1 failed", failures[0]!.Message);
        Assert.False(Directory.Exists(Path.Combine(_root, "run")));
    }

    [Fact]
    public void ABatchSmallerThanTheRanksIsRejected()
    {
        (_, Exception?[] failures) = ThreadRanks.Try(3, group => Trainer.Train(DrawnImages.Dataset(),
            Options("run", TinyRecipe.Create(batchSize: 2)) with { Ranks = group }));
        Assert.Contains("A batch of 2 has no image for each of 3 ranks.", failures[0]!.Message);
        Assert.Contains("Rank 0 failed", failures[1]!.Message);
    }

    [Fact]
    public void ALossThatIsNotANumberEndsTheRunAndNotTheConnection()
    {
        ImageNetDataset dataset = DrawnImages.Dataset();
        TrainingRun[] runs = ThreadRanks.Run(2, group =>
        {
            Recipe wild = TinyRecipe.Create("""{ "type": "Sgd", "learningRate": 1e30, "momentum": 0.9 }""");
            Assert.Throws<TrainingException>(() =>
                Trainer.Train(dataset, Options("wild", wild) with { Ranks = group }));
            return Trainer.Train(dataset, Options("run", TinyRecipe.Create(epochs: 1)) with { Ranks = group });
        });
        Assert.All(runs, run => Assert.Equal(RunStatus.Completed, run.Status));
        Assert.Contains("The loss became NaN", TrainingRun.Open(Path.Combine(_root, "wild")).StopReason);
    }

    private TrainingOptions Options(string name, Recipe recipe) => new()
    {
        Recipe = recipe,
        RunPath = Path.Combine(_root, name),
        Seed = 3,
        Threads = 1,
    };

    private static EpochResult Numbers(EpochResult epoch) =>
        epoch with { Seconds = 0, ImagesPerSecond = 0, DeadUnits = null, DeadLayer = null };

    /// <summary>Counts what is summed.</summary>
    private sealed unsafe class CountingRanks(IRankGroup group) : OtherRanks(group)
    {
        public long Floats { get; private set; }

        public override long StartSum(float* values, long count, GradientSum sum)
        {
            Floats += count;
            return base.StartSum(values, count, sum);
        }
    }
}
