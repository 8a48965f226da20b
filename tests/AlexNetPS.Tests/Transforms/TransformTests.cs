using AlexNetPS.Datasets;
using AlexNetPS.Imaging;
using AlexNetPS.Networks;
using AlexNetPS.Randomness;
using AlexNetPS.Transforms;

namespace AlexNetPS.Tests.Transforms;

public class TransformTests
{
    private static readonly DatasetStatistics _statistics =
        new([0.4, 0.3, 0.2], [0.2, 0.1, 0.3], [0.2, 0.02, 0.005], [[0.6, 0.8, 0], [0.8, -0.6, 0], [0, 0, 1]], 1000);

    [Theory]
    [InlineData(3, 3)]
    [InlineData(1, 3)]
    [InlineData(3, 1)]
    [InlineData(1, 1)]
    public void ThePixelPassEqualsItsDefinitionAtEveryWidth(int channels, int outputChannels)
    {
        for (int width = 1; width <= 50; width++)
        {
            foreach (bool flipped in new[] { false, true })
            {
                byte[] pixels = TransformGoldenTests.Image(width + 2, 3, channels);
                var mapping = new PixelMapping(outputChannels);
                for (int c = 0; c < outputChannels; c++)
                {
                    mapping.Multiply(c, 0.1 + c);
                    mapping.Add(c, 3 - c);
                }

                int stride = (width + 2) * channels;
                float[] values = new float[outputChannels * width * 3];
                PixelConversion.ToPlanes<float, PixelValues>(pixels.AsSpan(channels), stride, width, 3, channels,
                    flipped, mapping, values);
                for (int i = 0; i < values.Length; i++)
                {
                    int c = i / (width * 3), y = i / width % 3, x = flipped
                        ? width - 1 - i % width
                        : i % width, at = y * stride + (x + 1) * channels;
                    int level = (channels, outputChannels) switch
                    {
                        (3, 1) => (pixels[at] * 19595 + pixels[at + 1] * 38470 + pixels[at + 2] * 7471 + 0x8000) >> 16,
                        (3, 3) => pixels[at + c],
                        _ => pixels[at],
                    };
                    Assert.Equal(level * mapping.Factor(c) + mapping.Offset(c), values[i]);
                }
            }
        }
    }

    [Fact]
    public void ATransformDependsOnSeedEpochAndImageOnly()
    {
        TransformDefinition[] transforms = [new RandomResizedCrop { Size = 24 }, new HorizontalFlip(),
            new PcaColorNoise().Resolve(_statistics), new Normalize().Resolve(_statistics)];
        float[] first = Apply(transforms, 1, 2, 3);
        Assert.Equal(first, Apply(transforms, 1, 2, 3));
        Assert.NotEqual(first, Apply(transforms, 2, 2, 3));
        Assert.NotEqual(first, Apply(transforms, 1, 3, 3));
        Assert.NotEqual(first, Apply(transforms, 1, 2, 4));
    }

    [Fact]
    public void HalfTheRandomFlipsMirror()
    {
        float[] plain = Apply([new CenterCrop { Size = 24 }], 0, 0, 0), flipped =
            Apply([new CenterCrop { Size = 24 }, new HorizontalFlip { Probability = 1 }], 0, 0, 0);
        for (int i = 0; i < plain.Length; i++)
            Assert.Equal(plain[i], flipped[i - i % 24 + 23 - i % 24]);
        int flips = Enumerable.Range(0, 2000)
            .Count(i => Apply([new CenterCrop { Size = 24 }, new HorizontalFlip()], 1, 1, (uint)i)[0] == flipped[0]);
        Assert.InRange(flips, 900, 1100);
    }

    [Fact]
    public void RandomCropsReachEveryCorner()
    {
        var seen = new HashSet<(double, double)>();
        for (uint i = 0; i < 3000; i++)
        {
            var geometry = new CropGeometry(28, 27);
            new RandomCrop { Size = 24 }.Arrange(ref geometry,
                new TransformRandom(new RandomStream(1, RandomPurpose.Augmentation, 1, i), 0), 0);
            Assert.True(geometry.IsCopy);
            seen.Add((geometry.Left, geometry.Top));
        }

        Assert.Equal(5 * 4, seen.Count);
    }

    [Theory]
    [InlineData(300, 20)]
    [InlineData(20, 300)]
    [InlineData(5, 5)]
    public void AnImageSmallerThanTheCropIsEnlarged(int width, int height)
    {
        foreach (TransformDefinition crop in new TransformDefinition[] { new CenterCrop { Size = 24 },
            new RandomCrop { Size = 24 }, new TenCrop { Size = 24 }, new RandomResizedCrop { Size = 24 } })
        {
            var pipeline = new TransformPipeline([crop], new TensorShape(3, 24, 24));
            float[] values = new float[pipeline.Views * pipeline.ViewLength];
            pipeline.Apply(new PixelView(TransformGoldenTests.Image(width, height, 3), width, height, 3), values);
            Assert.True(values.Distinct().Count() > 10);
        }
    }

    [Fact]
    public void SeveralScalesAreTheViewsOfEachOneByOne()
    {
        var shape = new TensorShape(3, 24, 24);
        CropPlace[] places = [CropPlace.BottomRight, CropPlace.Center];
        float[] Views(params TransformDefinition[] transforms)
        {
            var pipeline = new TransformPipeline(transforms, shape);
            float[] values = new float[pipeline.Views * pipeline.ViewLength];
            pipeline.Apply(new PixelView(TransformGoldenTests.Image(60, 50, 3), 60, 50, 3), values);
            return values;
        }

        float[] all = Views(new MultiCrop { Size = 24, Places = places, Mirror = true, ShortSides = [40, 30] });
        Assert.Equal(8 * shape.Count, all.Length);
        Assert.Equal([.. Of(40), .. Of(30)], all);
        Assert.Equal(Views(new Resize { Size = 30 }, new CenterCrop { Size = 24 }),
            all.AsSpan(5 * 1728, 1728).ToArray());

        float[] Of(int side) =>
            Views(new Resize { Size = side }, new MultiCrop { Size = 24, Places = places, Mirror = true });
    }

    [Fact]
    public void AFlipIsTheCenterAndItsMirrorImage()
    {
        float[] center = Apply([new CenterCrop { Size = 24 }], 0, 0, 0), both = new float[2 * center.Length];
        new TransformPipeline([new MultiCrop { Size = 24, Mirror = true }], new TensorShape(3, 24, 24)).Apply(
            new PixelView(TransformGoldenTests.Image(46, 37, 3), 46, 37, 3), both);
        Assert.Equal([.. center, .. center.Chunk(24).SelectMany(row => row.Reverse())], both);
    }

    [Theory]
    [InlineData(PcaColorNoiseForm.Paper, 0.2)]
    [InlineData(PcaColorNoiseForm.Code, 0.4472135955)]
    public void ColorNoiseMovesAllPixelsAlongThePrincipalComponents(PcaColorNoiseForm form, double spread)
    {
        var noise = (PcaColorNoise)new PcaColorNoise { Form = form }.Resolve(_statistics);
        float[] plain = Apply([new CenterCrop { Size = 24 }, new Scale()], 0, 0, 0);
        double squares = 0;
        for (uint i = 0; i < 2000; i++)
        {
            // Wherever it stands in the list, it is the image that changes.
            float[] noisy = Apply(i % 2 == 0
                ? [new CenterCrop { Size = 24 }, noise, new Scale()]
                : [new CenterCrop { Size = 24 }, new Scale(), noise], 1, 1, i);
            double[] moved = [.. Enumerable.Range(0, 3).Select(c => (double)(noisy[c * 576 + 5] - plain[c * 576 + 5]))];
            for (int c = 0; c < 3; c++)
                Assert.Equal(moved[c], noisy[c * 576 + 300] - plain[c * 576 + 300], 1e-6);
            double along = moved[0] * 0.6 + moved[1] * 0.8;
            squares += along * along;
        }

        Assert.Equal(0.1 * spread, Math.Sqrt(squares / 2000), 0.1 * spread * 0.06);
    }

    [Fact]
    public void CaffesOrderExchangesRedAndBlueAfterTheirOwnMeans()
    {
        TransformDefinition mean = new MeanSubtract { Mean = [10, 20, 30] };
        float[] rgb = Apply([new CenterCrop { Size = 24 }, mean], 0, 0, 0), bgr =
            Apply([new CenterCrop { Size = 24 }, mean, new ChannelOrder { Order = ColorOrder.Bgr }], 0, 0, 0);
        Assert.Equal(rgb[..576], bgr[1152..]);
        Assert.Equal(rgb[576..1152], bgr[576..1152]);
        Assert.Equal(rgb[1152..], bgr[..576]);
    }

    [Fact]
    public void MeansComeFromTheTrainingSet()
    {
        var mean = (MeanSubtract)new MeanSubtract().Resolve(_statistics);
        Assert.Equal([102, 76.5, 51], mean.Mean!.Select(m => Math.Round(m, 9)));
        Assert.Contains("no statistics",
            Assert.Throws<TransformException>(() => new MeanSubtract().Resolve(null)).Message);
        Assert.Contains("eigenvalues",
            Assert.Throws<TransformException>(() => new PcaColorNoise().Resolve(null)).Message);
        float[] plain = Apply([new CenterCrop { Size = 24 }], 0, 0, 0), centered =
            Apply([new CenterCrop { Size = 24 }, mean], 0, 0, 0);
        Assert.Equal(plain[600] - 76.5, centered[600], 1e-4);
    }

    [Fact]
    public void WrongSizesAreRefused()
    {
        Assert.Contains("24x24",
            Assert.Throws<TransformException>(
                () => new TransformPipeline([new CenterCrop { Size = 24 }], new TensorShape(3, 16, 16))).Message);
        Assert.Contains("4 input channels",
            Assert.Throws<TransformException>(() => new TransformPipeline([], new TensorShape(4, 16, 16))).Message);
        var none = new TransformPipeline([new Resize { Size = 24 }], new TensorShape(3, 24, 24));
        Assert.Contains("CenterCrop",
            Assert.Throws<TransformException>(
                () => none.Apply(new PixelView(new byte[30 * 20 * 3], 30, 20, 3), new float[1728])).Message);
    }

    private static float[] Apply(TransformDefinition[] transforms, ulong seed, uint epoch, uint image)
    {
        var pipeline = new TransformPipeline(transforms, new TensorShape(3, 24, 24));
        float[] values = new float[pipeline.ViewLength];
        pipeline.Apply(new PixelView(TransformGoldenTests.Image(46, 37, 3), 46, 37, 3),
            new RandomStream(seed, RandomPurpose.Augmentation, epoch, image), values);
        return values;
    }
}
