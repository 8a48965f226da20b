using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Means;
using AlexNetPS.Imaging;
using AlexNetPS.Networks;
using AlexNetPS.Randomness;
using AlexNetPS.Transforms;

namespace AlexNetPS.Tests.Transforms;

/// <summary>Mean image and random erasing, by their definitions.</summary>
public class PixelTransformTests
{
    private const int Edge = 32, Crop = 24;

    private static readonly MeanImage _mean = MeanOf(Edge, Edge, 3);

    [Theory]
    [InlineData(MeanAlignment.Image, false)]
    [InlineData(MeanAlignment.Image, true)]
    [InlineData(MeanAlignment.Center, false)]
    public void TheMeanLiesUnderEveryCropAsItsSettingSays(MeanAlignment alignment, bool mirrorFirst)
    {
        var subtract = new MeanImageSubtract { Mean = _mean, Alignment = alignment };
        TransformDefinition[] before = mirrorFirst
            ? [new CenterCrop { Size = Edge }, new HorizontalFlip { Probability = 1 }]
            : [new CenterCrop { Size = Edge }];
        TransformDefinition[] rest = [new RandomCrop { Size = Crop }, new HorizontalFlip { Probability = 0.5 },
            new RandomCrop { Size = 17 }, new Scale { Factor = 0.5 }];

        // The same list without the mean, its place kept, because the place chooses the random numbers.
        var with = new TransformPipeline([.. before, subtract, .. rest], new TensorShape(3, 17, 17));
        var without = new TransformPipeline([.. before, new Scale { Factor = 1 }, .. rest], new TensorShape(3, 17, 17));
        var index = new TransformPipeline([.. before, new Scale { Factor = 1 }, .. rest[..^1]],
            new TensorShape(1, 17, 17));
        byte[] image = TransformGoldenTests.Image(40, 37, 3);

        // Images that hold their own coordinates say where each value came from.
        byte[] columns = new byte[40 * 37], rows = new byte[40 * 37];
        for (int i = 0; i < rows.Length; i++)
            (columns[i], rows[i]) = ((byte)(i % 40), (byte)(i / 40));
        float[] a = new float[3 * 289], b = new float[3 * 289], xs = new float[289], ys = new float[289];
        var lefts = new HashSet<float>();
        for (uint i = 0; i < 60; i++)
        {
            RandomStream stream = Stream(i);
            with.Apply(new PixelView(image, 40, 37, 3), stream, a);
            without.Apply(new PixelView(image, 40, 37, 3), stream, b);
            index.Apply(new PixelView(columns, 40, 37, 1), stream, xs);
            index.Apply(new PixelView(rows, 40, 37, 1), stream, ys);
            lefts.Add(xs[0]);
            for (int at = 0; at < 289; at++)
            {
                // The central square begins at column 4 and row 2; an image flipped first meets the mean flipped.
                int x = (int)xs[at] - 4, y = (int)ys[at] - 2;
                if (mirrorFirst)
                    x = Edge - 1 - x;
                if (alignment == MeanAlignment.Center)
                    (x, y) = (at % 17 + 7, at / 17 + 7);
                for (int c = 0; c < 3; c++)
                    Assert.Equal(b[c * 289 + at] - 0.5f * _mean.Plane(c)[y * Edge + x], a[c * 289 + at], 1e-4);
            }
        }

        Assert.True(lefts.Count > 10);
    }

    [Fact]
    public void TenCropsShareTheMeanOfTheirPlaces()
    {
        byte[] zero = new byte[Edge * Edge * 3];
        var pipeline = new TransformPipeline([new CenterCrop { Size = Edge }, new MeanImageSubtract { Mean = _mean },
            new TenCrop { Size = Crop }, new ChannelOrder { Order = ColorOrder.Bgr }], new TensorShape(3, Crop, Crop));
        float[] values = new float[10 * pipeline.ViewLength];
        pipeline.Apply(new PixelView(zero, Edge, Edge, 3), values);
        Assert.Equal(-_mean.Plane(2)[0], values[0]);
        Assert.Equal(-_mean.Plane(0)[8], values[pipeline.ViewLength + 2 * Crop * Crop]);
        Assert.Equal(-_mean.Plane(2)[Edge - 1], values[5 * pipeline.ViewLength]);
        Assert.Equal(-_mean.Plane(2)[8 * Edge + Crop - 1], values[8 * pipeline.ViewLength]);
    }

    [Fact]
    public void AMeanOfAnotherSizeOrColorIsMadeToFit()
    {
        byte[] zero = new byte[Edge * Edge * 3];
        foreach ((int channels, MeanImage mean) in new[] { (3, MeanImage.Flat([0.1, 0.2, 0.3])),
            (1, MeanImage.Flat([0.1, 0.2, 0.3])), (3, MeanImage.Flat([0.5])), (3, MeanOf(64, 16, 3)) })
        {
            var pipeline = new TransformPipeline([new Squash { Size = Edge }, new MeanImageSubtract { Mean = mean }],
                new TensorShape(channels, Edge, Edge));
            float[] values = new float[pipeline.ViewLength];
            pipeline.Apply(new PixelView(zero, Edge, Edge, 3), values);
            for (int c = 0; c < channels; c++)
            {
                double expected = channels == 3
                    ? Average(mean.Plane(Math.Min(c, mean.Channels - 1)))
                    : 255 * (0.1 * 0.299 + 0.2 * 0.587 + 0.3 * 0.114);
                Assert.Equal(-expected, Average(values.AsSpan(c * Edge * Edge, Edge * Edge)), 0.01);
            }
        }

        static double Average(ReadOnlySpan<float> values)
        {
            double sum = 0;
            foreach (float value in values)
                sum += value;
            return sum / values.Length;
        }
    }

    [Fact]
    public void TheMeanComesFromTheTrainingSetAndSurvivesAFile()
    {
        var statistics = new DatasetStatistics([0.4, 0.3, 0.2], [1, 1, 1], [1, 1, 1], [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
            1)
        { MeanImage = _mean };
        Assert.Same(_mean, ((MeanImageSubtract)new MeanImageSubtract().Resolve(statistics)).Mean);
        var flat = (MeanImageSubtract)new MeanImageSubtract().Resolve(statistics with { MeanImage = null });
        Assert.Equal((1, 1, 3, 102f), (flat.Mean!.Width, flat.Mean.Height, flat.Mean.Channels, flat.Mean.Plane(0)[0]));
        Assert.Contains("no mean image",
            Assert.Throws<TransformException>(() => new MeanImageSubtract().Resolve(null)).Message);
        Assert.Contains("no mean image",
            Assert.Throws<TransformException>(() => new TransformPipeline(
                [new Squash { Size = 8 }, new MeanImageSubtract()], new TensorShape(3, 8, 8))).Message);

        AlexNetPS.Recipes.Recipe recipe = AlexNetPS.Recipes.Recipe.Get("Paper").WithStatistics(statistics);
        AlexNetPS.Recipes.Recipe read = AlexNetPS.Recipes.Recipe.Parse(recipe.ToJson());
        MeanImage mean = read.EvaluationTransforms.OfType<MeanImageSubtract>().Single().Mean!;
        Assert.True(mean.Values.Span.SequenceEqual(_mean.Values.Span));
        Assert.Equal((Edge, Edge, 3), (mean.Width, mean.Height, mean.Channels));
    }

    [Fact]
    public void ErasingFillsItsRectangleAndNothingElse()
    {
        byte[] image = new byte[Edge * Edge * 3];
        image.AsSpan().Fill(50);
        foreach (bool noise in new[] { false, true })
        {
            var erasing = new RandomErasing
            {
                Probability = 0.7,
                Value = [-1, -2, -3],
                Fill = noise ? ErasingFill.Noise : ErasingFill.Value
            };
            var pipeline = new TransformPipeline([new CenterCrop { Size = Edge },
                new ChannelOrder { Order = ColorOrder.Bgr }, erasing], new TensorShape(3, Edge, Edge));
            float[] values = new float[pipeline.ViewLength];
            int erased = 0;
            List<float> filled = [];
            for (uint i = 0; i < 200; i++)
            {
                pipeline.Apply(new PixelView(image, Edge, Edge, 3), Stream(i), values);
                bool any = values.Any(value => value != 50);
                PixelBox box = erasing.Choose(Edge, Edge, new TransformRandom(Stream(i), 2))!.Value;
                if (any)
                    erased++;
                for (int at = 0; at < values.Length; at++)
                {
                    int x = at % Edge, y = at / Edge % Edge, plane = at / (Edge * Edge);
                    bool inside = any && x >= box.Left && x < box.Left + box.Width && y >= box.Top
                        && y < box.Top + box.Height;
                    if (noise && inside)
                        filled.Add(values[at]);
                    else if (values[at] != (inside ? plane - 3 : 50))
                        Assert.Fail($"{values[at]} at {x}, {y} of plane {plane}");
                }
            }

            Assert.InRange(erased, 120, 160);
            if (!noise)
                continue;
            Assert.Equal(0, filled.Average(), 0.01);
            Assert.Equal(1, Math.Sqrt(filled.Average(value => value * value)), 0.01);
        }
    }

    [Fact]
    public void EveryNewTransformDependsOnSeedEpochAndImageOnly()
    {
        TransformDefinition[] transforms =
        [
            new RandomResizedCrop { Size = Crop },
            new ColorJitter { Brightness = 0.4, Contrast = 0.4, Saturation = 0.4, Hue = 0.1 },
            new Normalize { Mean = [0.5], StandardDeviation = [0.5] },
            new RandomErasing { Probability = 1, Fill = ErasingFill.Noise },
        ];
        float[] first = Apply(transforms, 1, 2, 3);
        Assert.Equal(first, Apply(transforms, 1, 2, 3));
        Assert.NotEqual(first, Apply(transforms, 2, 2, 3));
        Assert.NotEqual(first, Apply(transforms, 1, 3, 3));
        Assert.NotEqual(first, Apply(transforms, 1, 2, 4));
    }

    [Fact]
    public void DisplayUndoesNormalizationOnly()
    {
        byte[] image = TransformGoldenTests.Image(40, 37, 3);
        TransformDefinition[] geometry = [new CenterCrop { Size = Edge }, new Scale { Factor = 1 },
            new RandomCrop { Size = Crop }, new HorizontalFlip()];
        TransformDefinition[] full = [geometry[0], new MeanImageSubtract { Mean = _mean }, geometry[2], geometry[3],
            new Scale { Factor = 1 / 127.0 }, new ChannelOrder { Order = ColorOrder.Bgr }];
        var plain = new TransformPipeline(geometry, new TensorShape(3, Crop, Crop));
        var pipeline = new TransformPipeline(full, new TensorShape(3, Crop, Crop));
        float[] expected = new float[plain.ViewLength], values = new float[plain.ViewLength];
        byte[] shown = new byte[plain.ViewLength];
        for (uint i = 0; i < 20; i++)
        {
            plain.Apply(new PixelView(image, 40, 37, 3), Stream(i), expected);
            pipeline.Apply(new PixelView(image, 40, 37, 3), Stream(i), values);
            pipeline.Restore(values, 40, 37, Stream(i), 0, shown);
            for (int at = 0; at < shown.Length; at++)
                Assert.Equal(expected[at % 3 * Crop * Crop + at / 3], shown[at]);
        }
    }

    private static MeanImage MeanOf(int width, int height, int channels) =>
        MeanImage.FromInterleaved(width, height, channels,
            [.. Enumerable.Range(0, width * height * channels)
                .Select(i => 60 + 2.0 * (i / channels % width) + i / channels / width + 30 * (i % channels) + 0.25)]);

    private static RandomStream Stream(uint image) => new(1, RandomPurpose.Augmentation, 1, image);

    private static float[] Apply(TransformDefinition[] transforms, ulong seed, uint epoch, uint image)
    {
        var pipeline = new TransformPipeline(transforms, new TensorShape(3, Crop, Crop));
        float[] values = new float[pipeline.ViewLength];
        pipeline.Apply(new PixelView(TransformGoldenTests.Image(46, 37, 3), 46, 37, 3),
            new RandomStream(seed, RandomPurpose.Augmentation, epoch, image), values);
        return values;
    }
}
