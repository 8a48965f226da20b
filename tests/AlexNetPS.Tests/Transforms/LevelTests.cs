using AlexNetPS.Datasets.Means;
using AlexNetPS.Engines;
using AlexNetPS.Imaging;
using AlexNetPS.Networks;
using AlexNetPS.Randomness;
using AlexNetPS.Tests.Engines;
using AlexNetPS.Transforms;

namespace AlexNetPS.Tests.Transforms;

/// <summary>Gray levels, and what goes beside them, are the same inputs as values, to the last bit.</summary>
public class LevelTests
{
    private static readonly TransformDefinition[] _square = [new CenterCrop { Size = 32 }];

    public static TheoryData<string, TransformDefinition[], int> Lists { get; } = new()
    {
        { "crop, flip, color noise",
            [new RandomResizedCrop { Size = 24 }, new HorizontalFlip(), Noise(), Normalized()], 3 },
        { "copied crop, blue first",
            [.. _square, new RandomCrop { Size = 24 }, new HorizontalFlip(), new ChannelOrder { Order = ColorOrder.Bgr },
                Normalized()], 3 },
        { "changed pixels",
            [new Squash { Size = 24 }, new ColorJitter { Brightness = 0.5, Saturation = 0.5 }, new Scale()], 3 },
        { "gray network", [new Squash { Size = 24 }, new HorizontalFlip(), new Scale()], 1 },
        { "mean under the image",
            [.. _square, new HorizontalFlip(), Subtract(MeanAlignment.Image), new RandomCrop { Size = 24 },
                new HorizontalFlip(), Noise(), new Scale { Factor = 0.3 }], 3 },
        { "mean in the center",
            [.. _square, Subtract(MeanAlignment.Center), new RandomCrop { Size = 24 }, new HorizontalFlip()], 3 },
        { "mean, blue first, ten crops",
            [.. _square, Subtract(MeanAlignment.Image), new TenCrop { Size = 24 },
                new ChannelOrder { Order = ColorOrder.Bgr }], 3 },
        { "erased", [new Squash { Size = 24 }, new HorizontalFlip(), Normalized(),
            new RandomErasing { Probability = 0.7, Value = [0.1, -0.2, 0.3] }, new RandomErasing()], 3 },
        { "erased by noise, blue first",
            [.. _square, Subtract(MeanAlignment.Image), new RandomCrop { Size = 24 },
                new ChannelOrder { Order = ColorOrder.Bgr }, new RandomErasing { Fill = ErasingFill.Noise },
                new RandomErasing { Probability = 0.2, Value = [1, 2, 3] }], 3 },
        { "erased gray network",
            [new Squash { Size = 24 }, new RandomErasing { Probability = 1, Fill = ErasingFill.Noise }], 1 },
        { "mean of a gray network", [.. _square, Subtract(MeanAlignment.Image), new RandomCrop { Size = 24 }], 1 },
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public void LevelsAreTheSameInputs(string what, TransformDefinition[] transforms, int channels)
    {
        var shape = new TensorShape(channels, 24, 24);
        var pipeline = new TransformPipeline(transforms, shape);
        InputRows values = new(pipeline, 12, acceptsBytes: false), levels = new(pipeline, 12, acceptsBytes: true);
        for (int i = 0; i < 12; i++)
        {
            // Some images are gray.
            int colors = i % 4 == 3 ? 1 : 3;
            byte[] pixels = TransformGoldenTests.Image(41 + i, 37, colors);
            var random = new RandomStream(3, RandomPurpose.Augmentation, 1, (uint)i);
            values.Write(i, new PixelView(pixels, 41 + i, 37, colors), random);
            levels.Write(i, new PixelView(pixels, 41 + i, 37, colors), random);
        }

        values.Copy(9, 2);
        levels.Copy(9, 2);
        Assert.False(values.First(12).IsBytes, what);
        Assert.True(levels.First(12).IsBytes, what);
        Assert.Equal(values.First(12).Values.ToArray(), AheadEngine.Values(levels.First(12), shape));
        Assert.Equal(values.First(12).Slice(3, 5, shape).Values.ToArray(),
            AheadEngine.Values(levels.First(12).Slice(3, 5, shape), shape));
    }

    [Fact]
    public void WhatChangesValuesNeedsValues()
    {
        var shape = new TensorShape(3, 24, 24);
        var pipeline = new TransformPipeline([new Squash { Size = 24 }, new ImageMeanSubtract()], shape);
        Assert.False(pipeline.ProducesBytes);
        Assert.False(new InputRows(pipeline, 1, acceptsBytes: true).First(1).IsBytes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(12)]
    public void MixedLevelsAreTheSameInputs(int count)
    {
        var shape = new TensorShape(3, 24, 24);
        var pipeline = new TransformPipeline(
            [.. _square, new RandomCrop { Size = 24 }, Normalized(), new RandomErasing()], shape,
            [new Mixup { Alpha = 0.8, Probability = 0.8 }, new CutMix { Probability = 0.8 }]);
        InputRows values = new(pipeline, count, acceptsBytes: false), levels =
            new(pipeline, count, acceptsBytes: true);
        var kinds = new HashSet<string>();
        for (uint batch = 0; batch < 12; batch++)
        {
            foreach (InputRows rows in new[] { values, levels })
                Fill(rows, count, batch);
            Assert.Equal(values.Mix(count, 3, 1, batch), levels.Mix(count, 3, 1, batch));
            NetworkInput expected = values.First(count), actual = levels.First(count);
            Assert.True(actual.IsBytes);
            Assert.Equal(expected.Values.ToArray(), AheadEngine.Values(actual, shape));
            kinds.Add(actual.Mix is not InputMix mix ? "none" : mix.Box is null ? "sum" : "box");

            // A part of the batch is mixed with what is before it in the batch, and so is a part of that.
            for (int first = 0; first < count; first += 5)
            {
                int some = Math.Min(5, count - first);
                NetworkInput part = actual.Slice(first, some, shape);
                Assert.Equal(expected.Slice(first, some, shape).Values.ToArray(), AheadEngine.Values(part, shape));
                Assert.Equal(expected.Slice(first + some - 1, 1, shape).Values.ToArray(),
                    AheadEngine.Values(part.Slice(some - 1, 1, shape), shape));
            }
        }

        Assert.Equal(["box", "none", "sum"], kinds.Order());
    }

    private static void Fill(InputRows rows, int count, uint epoch)
    {
        for (int i = 0; i < count; i++)
        {
            rows.Write(i, new PixelView(TransformGoldenTests.Image(41 + i, 37, 3), 41 + i, 37, 3),
                new RandomStream(3, RandomPurpose.Augmentation, epoch, (uint)i));
        }
    }

    private static PcaColorNoise Noise() =>
        new() { Eigenvalues = [0.2, 0.02, 0.004], Eigenvectors = [[0.6, 0.6, 0.52], [0.8, -0.6, 0], [0, 0, 1]] };

    private static Normalize Normalized() =>
        new() { Mean = [0.485, 0.456, 0.406], StandardDeviation = [0.229, 0.224, 0.225] };

    private static MeanImageSubtract Subtract(MeanAlignment alignment) => new()
    {
        Alignment = alignment,
        Mean = MeanImage.FromInterleaved(32, 32, 3,
            [.. Enumerable.Range(0, 32 * 32 * 3).Select(i => i * 7919 % 2551 / 10.0)]),
    };
}
