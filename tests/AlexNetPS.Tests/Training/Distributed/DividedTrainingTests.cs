using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu;
using AlexNetPS.Ranks;
using AlexNetPS.Recipes;
using AlexNetPS.Tests.Training.Distributed;
using AlexNetPS.Training;
using AlexNetPS.Training.Distributed;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Tests.Training.Distributed;

/// <summary>Two ranks that each have a part of every layer train as one process.</summary>
public sealed class DividedTrainingTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("alexnet-divided").FullName;

    public void Dispose() => Directory.Delete(_root, true);

    [Fact]
    public void TheRunIsThatOfOneProcess()
    {
        ImageNetDataset dataset = DrawnImages.Dataset(train: 90);
        Recipe recipe = DividedRecipe.Create(epochs: 3) with { Curves = new() { Every = 2, WeightsEvery = 3 } };
        TrainingRun one = Trainer.Train(dataset, Options("one", recipe));
        TrainingRun[] two = ThreadRanks.Run(2, group => Trainer.Train(dataset, Options("two", recipe, group)));

        Assert.All(two, run => Assert.Equal(RunStatus.Completed, run.Status));
        Assert.All(two, run => Assert.Equal(two[0].Epochs, run.Epochs));
        AssertClose(one, two[0]);
        Assert.Equal(recipe.BatchSize, two[0].Recipe.BatchSize);
        RunSession session = two[0].Manifest.Session;
        Assert.Equal((2, Parallelism.Model), (session.Ranks, session.Parallelism));
        Assert.EndsWith(", layers divided among 2 ranks", two[0].Manifest.Environment.Engine);
        Dictionary<string, int[]> expected = RunBits.Of(one, "last"), actual = RunBits.Of(two[0], "last");
        Assert.Equal(expected.Select(tensor => (tensor.Key, tensor.Value.Length)),
            actual.Select(tensor => (tensor.Key, tensor.Value.Length)));
        Assert.All(expected, tensor => Assert.Equal(tensor.Value.Select(BitConverter.Int32BitsToSingle),
            actual[tensor.Key].Select(BitConverter.Int32BitsToSingle), (a, b) => Math.Abs(a - b) < 1e-4));
    }

    [Fact]
    public void OnlyRank0NeedsImages()
    {
        var images = new DrawnImages(126);
        ThreadRanks.Run(2, group => Trainer.Train(
            DrawnImages.Dataset(images: group.Rank == 1 ? images : null),
            Options("run", DividedRecipe.Create(epochs: 1), group)));
        Assert.Equal(0, images.Reads);
    }

    [Fact]
    public void AStoppedRunGoesOnDividedOrNot()
    {
        ImageNetDataset dataset = DrawnImages.Dataset(train: 90);
        Recipe recipe = DividedRecipe.Create(epochs: 3);
        TrainingRun one = Trainer.Train(dataset, Options("one", recipe));
        foreach (Parallelism? second in new Parallelism?[] { Parallelism.Model, Parallelism.Data, null })
        {
            string name = $"run{second}";
            // The rank that has to stop is not the one that decides.
            using var stop = new CancellationTokenSource();
            TrainingRun[] stopped = ThreadRanks.Run(2, group => Trainer.Train(dataset, Options(name, recipe, group),
                group.Rank == 0 ? new StepStopper(8, stop) : null, group.Rank == 1 ? stop.Token : default));
            Assert.All(stopped, run => Assert.Equal((RunStatus.Stopped, 1), (run.Status, run.EpochCount)));
            Assert.Contains("-Parallelism Model", stopped[0].StopReason);
            TrainingRun resumed = second is null
                ? Trainer.Train(dataset, Options(name, recipe) with { Resume = true })
                : ThreadRanks.Run(2, group => Trainer.Train(dataset,
                    Options(name, recipe, group) with { Parallelism = second.Value, Resume = true }))[0];
            Assert.Equal((RunStatus.Completed, 3), (resumed.Status, resumed.EpochCount));
            if (second != Parallelism.Data)
                AssertClose(one, resumed);
        }
    }

    [Fact]
    public void AFailureOfRank0EndsTheRunAndNotTheConnection()
    {
        ImageNetDataset dataset = DrawnImages.Dataset(), damaged =
            DrawnImages.Dataset(images: new DrawnImages(126) { Damaged = 5 });
        (TrainingRun[] runs, Exception?[] failures) = ThreadRanks.Try(2, group =>
        {
            Recipe recipe = DividedRecipe.Create(epochs: 1);
            Exception error = Assert.ThrowsAny<Exception>(() =>
                Trainer.Train(damaged, Options("damaged", recipe, group)));
            Assert.Equal(group.Rank == 1, error is RanksException { Rank: 0 });
            Assert.EndsWith("read error", error.Message);
            return Trainer.Train(dataset, Options("run", recipe, group));
        });
        Assert.All(failures, Assert.Null);
        Assert.All(runs, run => Assert.Equal(RunStatus.Completed, run.Status));
    }

    [Fact]
    public void AFailureOfAnotherRankEndsTheRun()
    {
        using var fails = new CancellationTokenSource();
        (_, Exception?[] failures) = ThreadRanks.Try(2, group => Trainer.Train(DrawnImages.Dataset(),
            Options("run", DividedRecipe.Create(epochs: 2), group.Rank == 0 ? group : new FailingRanks(group, fails.Token)),
            group.Rank == 0 ? new StepStopper(8, fails) : null));
        Assert.IsType<OperationCanceledException>(failures[1]);
        Assert.Equal($"Rank 1 failed: {failures[1]!.Message}", Assert.IsType<RanksException>(failures[0]).Message);
        TrainingRun run = TrainingRun.Open(Path.Combine(_root, "run"));
        Assert.Equal(RunStatus.Stopped, run.Status);
    }

    [Fact]
    public void AFailureWithAveragedWeightsReachesTheOthers()
    {
        (_, Exception?[] failures) = ThreadRanks.Try(2, group => Trainer.Train(DrawnImages.Dataset(),
            Options("run", DividedRecipe.Create(epochs: 2), group.Rank == 0 ? new FailingAverage(group) : group)));
        // What failed, and not that the averages are put back, which the others do not expect.
        Assert.Equal("out of memory", Assert.IsType<InvalidOperationException>(failures[0]).Message);
        Assert.Equal("Rank 0 failed: out of memory", Assert.IsType<RanksException>(failures[1]).Message);
    }

    [Fact]
    public void ABatchThatCannotBeSentIsNamedWithTheLargestThatCan()
    {
        Recipe recipe = DividedRecipe.Create(epochs: 1) with { BatchSize = 1_000_000 };
        (_, Exception?[] failures) = ThreadRanks.Try(2, group => FittingNetwork.Create(new CpuEngine(),
            recipe.BuildNetwork(2), recipe, Options("run", recipe, group), new RunRanks(group), mayShrink: false));
        // The other may hear of it first.
        EngineException refused = failures.OfType<EngineException>().First();
        Assert.Equal((1_000_000, 699_050), (refused.BatchSize, refused.LargestBatchSize));
        Assert.Contains("-BatchSize 699050", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ABatchNeedNoImageForEachRank()
    {
        Recipe recipe = DividedRecipe.Create(epochs: 1) with { BatchSize = 1, BatchTransforms = [] };
        TrainingRun run = ThreadRanks.Run(2, group => Trainer.Train(DrawnImages.Dataset(train: 5),
            Options("run", recipe, group)))[0];
        Assert.Equal((5, RunStatus.Completed), (run.Manifest.StepsPerEpoch, run.Status));
    }

    private TrainingOptions Options(string name, Recipe recipe, IRankGroup? ranks = null) => new()
    {
        Recipe = recipe,
        RunPath = Path.Combine(_root, name),
        Seed = 3,
        Threads = 1,
        Ranks = ranks,
        Parallelism = Parallelism.Model,
    };

    private static void AssertClose(TrainingRun expected, TrainingRun actual)
    {
        Assert.Equal(expected.Epochs.Count, actual.Epochs.Count);
        foreach ((EpochResult a, EpochResult b) in expected.Epochs.Zip(actual.Epochs))
        {
            Assert.Equal(a.TrainLoss, b.TrainLoss, 1e-4);
            Assert.Equal(a.ValidationLoss!.Value, b.ValidationLoss!.Value, 1e-4);
            Assert.Equal(a.ValidationTop1, b.ValidationTop1);
        }
    }

    /// <summary>Fails in the first call with averaged weights.</summary>
    private sealed class FailingAverage(IRankGroup group) : OtherRanks(group)
    {
        private bool _fails;

        public override void Broadcast(Span<byte> bytes)
        {
            base.Broadcast(bytes);
            if (bytes.Length == Unsafe.SizeOf<NetworkOrder>())
                _fails |= MemoryMarshal.Read<NetworkOrder>(bytes).Kind == NetworkOrderKind.Average;
        }

        public override void Exchange(ReadOnlySpan<byte> own, Span<byte> all)
        {
            if (_fails)
                throw new InvalidOperationException("out of memory");
            base.Exchange(own, all);
        }
    }

    /// <summary>Fails at the first exchange after a signal.</summary>
    private sealed class FailingRanks(IRankGroup group, CancellationToken signal) : OtherRanks(group)
    {
        public override void Exchange(ReadOnlySpan<byte> own, Span<byte> all)
        {
            signal.ThrowIfCancellationRequested();
            base.Exchange(own, all);
        }
    }
}
