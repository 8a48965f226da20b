using System.Globalization;
using AlexNetPS.Imaging;
using AlexNetPS.Networks;
using AlexNetPS.Randomness;
using AlexNetPS.Tests.Engines;
using AlexNetPS.Transforms;

namespace AlexNetPS.Tests.Transforms;

/// <summary>Against torchvision; the goldens come from tests/peers/transform_goldens.py.</summary>
public class TransformGoldenTests
{
    private static readonly Document _goldens = Golden.Load<Document>("transforms");

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, _goldens.Cases.Length)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void GeometryGivesTorchvisionsPixels(int index)
    {
        Case golden = _goldens.Cases[index];
        string[] name = golden.Name.Split('/');
        int view = name[0].StartsWith("TenCrop", StringComparison.Ordinal)
            ? int.Parse(name[1], CultureInfo.InvariantCulture)
            : 0, inputChannels = name[0] == "Luma24" ? 1 : golden.Channels;
        TransformDefinition[] transforms = name[0] switch
        {
            "Resize32CenterCrop24"
                or "GrayResize32CenterCrop24" => [new Resize { Size = 32 }, new CenterCrop { Size = 24 }],
            "CenterCrop24" or "Luma24" => [new CenterCrop { Size = 24 }],
            "Squash24" => [new Squash { Size = 24 }],
            "TenCrop24" => [new TenCrop { Size = 24 }],
            _ => [new FixedCrop([.. name[1].Split(',').Select(n => int.Parse(n, CultureInfo.InvariantCulture))])],
        };

        var pipeline = new TransformPipeline(transforms, new TensorShape(inputChannels, 24, 24));
        float[] values = new float[pipeline.Views * pipeline.ViewLength];
        pipeline.Apply(new PixelView(Image(golden.Width, golden.Height, golden.Channels), golden.Width, golden.Height,
            golden.Channels), values);
        byte[] expected = Convert.FromBase64String(golden.Levels);
        ReadOnlySpan<float> actual = values.AsSpan(view * pipeline.ViewLength, pipeline.ViewLength);
        Assert.Equal(expected.Length, actual.Length);

        // A crop copies, so its pixels are equal.
        int tolerance = name[0] is "CenterCrop24" or "TenCrop24" or "Luma24" ? 0 : 1;
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance,
                $"{golden.Name} {golden.Width}x{golden.Height}, value {i}: {actual[i]} instead of {expected[i]}");
        }
    }

    [Theory] // FiveCrop is the first five of TenCrop, there as here
    [InlineData(5, false)]
    [InlineData(10, true)]
    public void AllPlacesAreTorchvisionsFiveAndTenCropsInTheirOrder(int views, bool mirror)
    {
        Case[] goldens = [.. _goldens.Cases.Where(
            golden => golden.Name.StartsWith("TenCrop24/", StringComparison.Ordinal)).Take(views)];
        var pipeline = new TransformPipeline([new MultiCrop { Size = 24, Places = Enum.GetValues<CropPlace>(),
            Mirror = mirror }], new TensorShape(3, 24, 24));
        Assert.Equal(views, pipeline.Views);
        float[] values = new float[views * pipeline.ViewLength];
        pipeline.Apply(new PixelView(Image(46, 37, 3), 46, 37, 3), values);
        Assert.Equal(goldens.SelectMany(golden => Convert.FromBase64String(golden.Levels))
            .Select(level => (float)level), values);
    }

    [Fact]
    public void NormalizeGivesTorchvisionsValues()
    {
        var pipeline = new TransformPipeline([new CenterCrop { Size = 4 },
            new Normalize { Mean = [.485, .456, .406], StandardDeviation = [.229, .224, .225] }],
            new TensorShape(3, 4, 4));
        float[] values = new float[48];
        pipeline.Apply(new PixelView(Image(46, 37, 3), 46, 37, 3), values);
        for (int i = 0; i < values.Length; i++)
            Assert.Equal(_goldens.Normalize[i], values[i], 2e-6);
    }

    [Fact]
    public void RandomResizedCropChoosesAsTorchvisionDoes()
    {
        var crop = new RandomResizedCrop { Size = 24 };
        double[] areas = new double[20000], ratios = new double[20000], lefts = new double[20000], tops =
            new double[20000];
        for (int i = 0; i < areas.Length; i++)
        {
            var geometry = new CropGeometry(46, 37);
            crop.Arrange(ref geometry,
                new TransformRandom(new RandomStream(1, RandomPurpose.Augmentation, 1, (uint)i), 0), 0);
            areas[i] = geometry.BoxWidth * geometry.BoxHeight / (46 * 37);
            ratios[i] = Math.Log(geometry.BoxWidth / geometry.BoxHeight);
            (lefts[i], tops[i]) = (geometry.Left, geometry.Top);
        }

        Assert.Equal(_goldens.RandomResizedCrop["areaMean"], areas.Average(), 0.01);
        Assert.Equal(_goldens.RandomResizedCrop["areaDeviation"], Deviation(areas), 0.01);
        Assert.Equal(_goldens.RandomResizedCrop["logRatioMean"], ratios.Average(), 0.01);
        Assert.Equal(_goldens.RandomResizedCrop["logRatioDeviation"], Deviation(ratios), 0.01);
        Assert.Equal(_goldens.RandomResizedCrop["leftMean"], lefts.Average(), 0.3);
        Assert.Equal(_goldens.RandomResizedCrop["topMean"], tops.Average(), 0.3);

        foreach (Fallback golden in _goldens.Fallback)
        {
            Assert.Equal(new PixelBox(golden.Box[0], golden.Box[1], golden.Box[2], golden.Box[3]),
                crop.Fallback(golden.Width, golden.Height));
        }
    }

    private static double Deviation(double[] values) =>
        Math.Sqrt(values.Average(v => v * v) - values.Average() * values.Average());

    internal static byte[] Image(int width, int height, int channels)
    {
        byte[] levels = new byte[width * height * channels];
        for (int i = 0; i < levels.Length; i++)
        {
            uint h = (uint)i * 2654435761;
            h ^= h >> 16;
            h *= 0x85EBCA6B;
            h ^= h >> 13;
            int channel = i % channels, x = i / channels % width, y = i / channels / width;
            levels[i] = (byte)((x * (3 + channel) + y * (5 - channel)) % 192 + (h & 63));
        }

        return levels;
    }

    private sealed record FixedCrop(int[] Box) : TransformDefinition
    {
        internal override void Arrange(ref CropGeometry geometry, TransformRandom random, int view)
        {
            geometry.Crop(Box[1], Box[0], Box[3], Box[2]);
            geometry.Resize(24, 24);
        }
    }

    private sealed record Document(Case[] Cases, Dictionary<string, double> RandomResizedCrop, Fallback[] Fallback,
        double[] Normalize);

    private sealed record Case(string Name, int Width, int Height, int Channels, string Levels);

    private sealed record Fallback(int Width, int Height, int[] Box);
}
