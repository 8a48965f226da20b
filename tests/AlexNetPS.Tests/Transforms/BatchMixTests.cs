using AlexNetPS.Datasets;
using AlexNetPS.Networks;
using AlexNetPS.Tests.Training;
using AlexNetPS.Transforms;

namespace AlexNetPS.Tests.Transforms;

/// <summary>Mixed batches as the loader gives them.</summary>
public class BatchMixTests
{
    private static readonly TransformDefinition[] _transforms = [new RandomResizedCrop { Size = 16 }, new Scale()];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TheSharesOfTargetsAreThoseOfImages(bool cut)
    {
        DatasetSplit split = DrawnImages.Dataset(train: 21).Train;
        BatchTransformDefinition mix = cut ? new CutMix() : new Mixup { Alpha = 0.4 };
        var shape = new TensorShape(3, 16, 16);
        using var plain = new BatchLoader(split, new TransformPipeline(_transforms, shape), 8);
        using var mixed = new BatchLoader(split, new TransformPipeline(_transforms, shape, [mix]), 8);
        float[] targets = new float[8 * 3];
        var shares = new HashSet<double>();
        for (int epoch = 1; epoch <= 10; epoch++)
        {
            plain.Start(split.Samples, 5, epoch);
            mixed.Start(split.Samples, 5, epoch);
            while (plain.Next() is Batch a)
            {
                Batch b = mixed.Next()!;
                Assert.InRange(b.Share, 0, 1);
                shares.Add(b.Share);
                b.WriteTargets(targets.AsSpan(0, b.Count * 3), 3);
                for (int i = 0; i < b.Count; i++)
                {
                    int other = (i + b.Count - 1) % b.Count;
                    ReadOnlySpan<float> own = a.Rows.Values(i), before = a.Rows.Values(other), now = b.Rows.Values(i);
                    int taken = 0;
                    for (int at = 0; at < now.Length; at++)
                    {
                        if (cut)
                            taken += now[at] == own[at] ? 0 : now[at] == before[at] ? 1 : 1_000_000;
                        else
                            Assert.Equal(b.Share * own[at] + (1 - b.Share) * before[at], now[at], 1e-5);
                    }

                    // Pasted values may happen to be equal.
                    if (cut)
                        Assert.InRange(taken, 0, (1 - b.Share) * now.Length + 0.5);
                    Assert.Equal(1, targets[i * 3] + targets[i * 3 + 1] + targets[i * 3 + 2], 1e-6);
                    Assert.Equal(b.Samples[i].LabelIndex == b.Samples[other].LabelIndex ? 1 : b.Share,
                        targets[i * 3 + b.Samples[i].LabelIndex], 1e-6);
                }
            }
        }

        Assert.True(shares.Count > 20);
    }

    [Fact]
    public void ChanceTakesOneOfSeveralAndThreadsChangeNothing()
    {
        DatasetSplit split = DrawnImages.Dataset(train: 50).Train;
        var pipeline = new TransformPipeline(_transforms, new TensorShape(3, 16, 16),
            [new Mixup { Probability = 0.5 }, new CutMix()]);
        using var one = new BatchLoader(split, pipeline, 4);
        using var several = new BatchLoader(split, pipeline, 4, workers: 4);
        int plain = 0, all = 0;
        for (int epoch = 1; epoch <= 30; epoch++)
        {
            one.Start(split.Samples, 5, epoch);
            several.Start(split.Samples, 5, epoch);
            while (one.Next() is Batch a)
            {
                Batch b = several.Next()!;
                Assert.Equal(a.Share, b.Share);
                Assert.True(a.Images.Values.SequenceEqual(b.Images.Values));
                all++;
                if (a.Share == 1)
                    plain++;
            }
        }

        Assert.InRange((double)plain / all, 0.18, 0.33);
    }

    [Fact]
    public void APassThatBeginsLaterGivesTheSameBatches()
    {
        DatasetSplit split = DrawnImages.Dataset(train: 32).Train;
        using var loader =
            new BatchLoader(split, new TransformPipeline(_transforms, new TensorShape(3, 16, 16), [new CutMix()]), 8);
        loader.Start(split.Samples, 5, 1);
        for (int i = 0; i < 3; i++)
            loader.Next();
        float[] last = loader.Next()!.Images.Values.ToArray();
        loader.Start(split.Samples, 5, 1, firstBatch: 3);
        Assert.Equal(last, loader.Next()!.Images.Values.ToArray());
    }
}
