using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Health;
using AlexNetPS.Training;
using AlexNetPS.Transforms;

namespace AlexNetPS.Tests.Datasets;

public class ConstantChannelTests
{
    [Theory]
    [InlineData(0, "red and blue channels")]
    [InlineData(10, "red and blue channels")]
    [InlineData(255, "red and blue channels")]
    public void TheDeviationOfAConstantChannelCountsAsOne(byte constant, string named)
    {
        using var folder = new TemporaryFolder();
        ImageNetDataset dataset = Import(folder,
            (image, channel, pixel) => channel == 1 ? CifarBatch.Varied(image, channel, pixel) : constant);
        DatasetStatistics statistics = dataset.Statistics!;
        Assert.Equal((0, 0), (statistics.StandardDeviation[0], statistics.StandardDeviation[2]));
        Assert.Contains(named, Assert.Single(dataset.Warnings), StringComparison.Ordinal);

        // No noise of color goes into a channel that does not vary.
        Assert.Equal([0, 0], statistics.Eigenvalues.Skip(1));
        Assert.Equal([0, 1, 0], statistics.Eigenvectors[0]);
        var normalize = (Normalize)new Normalize().Resolve(statistics);
        Assert.Equal([1, statistics.StandardDeviation[1], 1], normalize.StandardDeviation!);
        Assert.Empty(normalize.Problems());
        DatasetFinding finding =
            Assert.Single(DatasetHealth.Check(dataset), finding => finding.Kind == FindingKind.ConstantChannel);
        Assert.Equal(dataset.Warnings[0], finding.What);
        Assert.DoesNotContain(DatasetHealth.Check(dataset), other => other.Kind == FindingKind.Layout);
    }

    [Fact]
    public void AStoreThatHoldsRoundingInsteadOfZeroIsTreatedTheSame()
    {
        var old = new DatasetStatistics([0.1, 0.2, 0.3], [1e-9, 0.25, 0], [0.0625, 0, 0],
            [[0, 1, 0], [1, 0, 0], [0, 0, 1]], 100);
        Assert.Equal([1, 0.25, 1], ((Normalize)new Normalize().Resolve(old)).StandardDeviation!);
        Assert.Contains("red and blue channels", old.ConstantChannelWarning, StringComparison.Ordinal);
    }

    [Fact]
    public void AChannelThatHardlyVariesIsNoConstant()
    {
        // One pixel in 5,000 differs by a tenth of the range.
        using var folder = new TemporaryFolder();
        ImageNetDataset dataset = Import(folder,
            (image, channel, pixel) => channel == 1
                ? CifarBatch.Varied(image, channel, pixel)
                : (byte)((image * 1024 + pixel) % 5000 == 7 ? 25 : 0));
        Assert.Empty(dataset.Warnings);
        Assert.InRange(dataset.Statistics!.StandardDeviation[0], 5e-4, 5e-3);
    }

    [Fact]
    public void GrayImagesHaveNoConstantChannel()
    {
        using var folder = new TemporaryFolder();
        ImageNetDataset dataset = Import(folder, (image, _, pixel) => CifarBatch.Varied(image, 0, pixel));
        Assert.Empty(dataset.Warnings);
        Assert.Equal(dataset.Statistics!.StandardDeviation[0], dataset.Statistics.StandardDeviation[2]);
        Assert.True(dataset.Statistics.Eigenvalues[1] < 1e-12);
    }

    [Fact]
    public void AnExplicitDeviationOfZeroIsRejected()
    {
        string problem = Assert.Single(new Normalize { Mean = [0.5], StandardDeviation = [0.2, 0, 0.2] }.Problems());
        Assert.Contains("1 for a constant channel", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void ImagesWithConstantChannelsAreLearned()
    {
        using var folder = new TemporaryFolder();
        ImageNetDataset dataset =
            Import(folder, (image, channel, pixel) => channel == 1 ? (byte)(image % 2 * 100 + pixel % 50) : (byte)30);
        string transforms =
            """{ "type": "CenterCrop", "size": 16 }, { "type": "PcaColorNoise" }, { "type": "Normalize" }""";
        TrainingRun run = Trainer.Train(dataset, new TrainingOptions
        {
            Recipe = Training.TinyRecipe.Create(epochs: 2, trainTransforms: transforms,
                evaluationTransforms: """{ "type": "CenterCrop", "size": 16 }, { "type": "Normalize" }"""),
            RunPath = Path.Combine(folder.Root, "run"),
            Seed = 1,
        });
        Assert.All(run.Epochs,
            epoch => Assert.True(double.IsFinite(epoch.TrainLoss) && double.IsFinite(epoch.ValidationLoss!.Value)));
    }

    private static ImageNetDataset Import(TemporaryFolder folder, Func<int, int, int, byte> value)
    {
        for (int batch = 1; batch <= 6; batch++)
        {
            int first = 10 * batch - 10;
            folder.Write(batch == 6 ? "test_batch.bin" : $"data_batch_{batch}.bin",
                CifarBatch.Of(10, (image, channel, pixel) => value(first + image, channel, pixel)));
        }

        return ImageNetImporter.Import(folder.Photos,
            new ImportOptions { CachePath = folder.Cache, ValidationFraction = 0.2 });
    }
}
