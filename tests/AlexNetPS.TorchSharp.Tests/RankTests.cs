using AlexNetPS.Datasets;
using AlexNetPS.Ranks;
using AlexNetPS.Recipes;
using AlexNetPS.Tests.Training;
using AlexNetPS.Tests.Training.Distributed;
using AlexNetPS.TorchSharp.Updates;
using AlexNetPS.Training;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.TorchSharp.Tests;

/// <summary>Several ranks train on libtorch as one process that accumulates the parts of each batch.</summary>
public sealed class RankTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("alexnet-torch-ranks").FullName;

    public void Dispose() => Directory.Delete(_root, true);

    [Theory]
    [InlineData(2, """{ "type": "Sgd", "learningRate": 0.01, "momentum": 0.9, "weightDecay": 0.0005 }""")]
    [InlineData(4, """{ "type": "AdamW", "learningRate": 0.003, "weightDecay": 0.01, "clipNorm": 0.5 }""")]
    [InlineData(8, """{ "type": "Adam", "learningRate": 0.003, "averageDecay": 0.9 }""")]
    public void RanksLearnAsOneProcessThatAccumulates(int ranks, string optimizer)
    {
        // The last batch of an epoch has 10 images of 16: some parts are cut, some empty.
        ImageNetDataset dataset = DrawnImages.Dataset(train: 90);
        Recipe recipe = PartedRecipe.Create(optimizer, epochs: 3);
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        TrainingRun one = Trainer.Train(dataset, Options("one", PartedRecipe.InParts(recipe, ranks)), _ => Both.Torch,
            null, cancellation);
        TrainingRun[] several = ThreadRanks.Run(ranks, group => Trainer.Train(dataset,
            Options("several", recipe) with { Ranks = group }, _ => Both.Torch, null, cancellation));
        Assert.All(several, run => Assert.Equal(RunStatus.Completed, run.Status));
        for (int epoch = 0; epoch < one.Epochs.Count; epoch++)
        {
            Assert.Equal(one.Epochs[epoch].TrainLoss, several[0].Epochs[epoch].TrainLoss, 1e-5);
            Assert.Equal(one.Epochs[epoch].ValidationLoss!.Value, several[0].Epochs[epoch].ValidationLoss!.Value, 1e-5);
        }
    }

    [Fact]
    public void RanksThatDivideTheLayersTrainTheRunOfOneProcess()
    {
        ImageNetDataset dataset = DrawnImages.Dataset(train: 90);
        Recipe recipe = DividedRecipe.Create(epochs: 2);
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        TrainingRun one = Trainer.Train(dataset, Options("whole", recipe), _ => Both.Torch, null, cancellation);
        TrainingRun[] two = ThreadRanks.Run(2, group => Trainer.Train(dataset,
            Options("divided", recipe) with { Ranks = group, Parallelism = Parallelism.Model }, _ => Both.Torch, null,
            cancellation));
        Assert.All(two, run => Assert.Equal((RunStatus.Completed, 2), (run.Status, run.EpochCount)));
        foreach ((EpochResult expected, EpochResult actual) in one.Epochs.Zip(two[0].Epochs))
        {
            Assert.Equal(expected.TrainLoss, actual.TrainLoss, 1e-4);
            Assert.Equal(expected.ValidationLoss!.Value, actual.ValidationLoss!.Value, 1e-4);
        }

        // The checkpoint is whole: one process goes on with it.
        TrainingRun longer = Trainer.Train(dataset,
            Options("divided", recipe with { Epochs = 3 }) with { Resume = true }, _ => Both.Torch, null, cancellation);
        Assert.Equal((RunStatus.Completed, 3), (longer.Status, longer.EpochCount));
    }

    // Three buckets: the second and the third hold parts of two gradients.
    [Fact]
    public void LargeGradientsAreSummedInBuckets()
    {
        long[] sizes = [3, 6_000_000, 3_000_000];
        float[] ends = ThreadRanks.Run(2, group =>
        {
            using var sums = new RankGradients(group, GradientSum.Ordered, [Both.Processor], sizes.Sum());
            Tensor[] gradients = [.. sizes.Select((size, i) => torch.full([size], (group.Rank + 1) * (i + 1f)))];
            foreach (Tensor gradient in gradients.Reverse())
                sums.Send([gradient]);
            sums.Receive();
            Assert.All(gradients.Index(), pair =>
            {
                using Tensor wrong = pair.Item.ne(3 * (pair.Index + 1f)).sum();
                Assert.Equal(0, wrong.ToInt64());
                pair.Item.Dispose();
            });
            return 1f;
        });
        Assert.Equal(2, ends.Length);
    }

    private TrainingOptions Options(string name, Recipe recipe) => new()
    {
        Recipe = recipe,
        RunPath = Path.Combine(_root, name),
        Device = TestDevice.Name,
        Seed = 3,
        Threads = 1,
    };
}
