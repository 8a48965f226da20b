using System.Security.Cryptography;
using AlexNetPS.Engines;
using AlexNetPS.Imaging;
using AlexNetPS.Networks;
using AlexNetPS.Randomness;
using AlexNetPS.Tests.Engines;
using AlexNetPS.Transforms;

namespace AlexNetPS.Tests.Transforms;

/// <summary>
/// Color, erasing and mixing against torchvision on Pillow; the goldens come from tests/peers/transform_goldens.py.
/// </summary>
public class ColorGoldenTests
{
    private static readonly Document _goldens = Golden.Load<Document>("transforms");

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, _goldens.Colors.Length)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void ColorFunctionsGivePillowsPixels(int index)
    {
        Color golden = _goldens.Colors[index];
        byte[] pixels = golden.Source switch
        {
            "photo" => TransformGoldenTests.Image(46, 37, 3),
            "gray" => TransformGoldenTests.Image(46, 37, 1),
            _ => AllColors(),
        };
        switch (golden.Function)
        {
            case "brightness": ImageColor.Brighten(pixels, (float)golden.Value); break;
            case "contrast": ImageColor.Contrast(pixels, golden.Source == "gray" ? 1 : 3, (float)golden.Value); break;
            case "saturation" when golden.Source != "gray": ImageColor.Saturate(pixels, (float)golden.Value); break;
            case "hue" when golden.Source != "gray": ImageColor.TurnHue(pixels, golden.Value); break;
        }

        Assert.Equal(golden.Sha256, Convert.ToHexStringLower(SHA256.HashData(pixels)));
    }

    [Fact]
    public void JitterStaysWithinItsBoundsAndReachesThem()
    {
        byte[] gray = new byte[24 * 24 * 3];
        gray.AsSpan().Fill(100);
        var pipeline = new TransformPipeline([new ColorJitter { Brightness = 0.4, Hue = 0.1, Saturation = 0.5,
            Contrast = 0.2 }], new TensorShape(3, 24, 24));
        float[] values = new float[pipeline.ViewLength];
        List<float> levels = [];
        for (uint i = 0; i < 2000; i++)
        {
            pipeline.Apply(new PixelView(gray, 24, 24, 3), Stream(i), values);
            levels.Add(values[0]);
            Assert.False(values.AsSpan().ContainsAnyExcept(values[0]));
        }

        // One gray has no contrast, saturation or hue: only brightness shows.
        Assert.InRange(levels.Min(), 60, 61);
        Assert.InRange(levels.Max(), 139, 140);
        Assert.InRange(levels.Average(), 98.5, 100.5);
    }

    [Fact]
    public void JitterTakesItsStepsInEveryOrder()
    {
        byte[] photo = TransformGoldenTests.Image(24, 24, 3);
        var pipeline =
            new TransformPipeline([new ColorJitter { Brightness = 0.9, Contrast = 0.9 }], new TensorShape(3, 24, 24));
        float[] values = new float[pipeline.ViewLength];
        int before = 0;
        const int Count = 1000;
        for (uint i = 0; i < Count; i++)
        {
            RandomStream stream = Stream(i);
            pipeline.Apply(new PixelView(photo, 24, 24, 3), stream, values);
            float brightness = (float)stream.Uniform(0, 0.1, 1.9), contrast = (float)stream.Uniform(1, 0.1, 1.9);
            byte[] one = [.. photo], other = [.. photo];
            ImageColor.Brighten(one, brightness);
            ImageColor.Contrast(one, 3, contrast);
            ImageColor.Contrast(other, 3, contrast);
            ImageColor.Brighten(other, brightness);
            bool first = Enumerable.Range(0, 576).All(p => values[p] == one[3 * p]);
            Assert.True(first || Enumerable.Range(0, 576).All(p => values[p] == other[3 * p]));
            if (first)
                before++;
        }

        Assert.InRange(before, 420, 580);
    }

    [Fact]
    public void ErasingChoosesAsTorchvisionDoes()
    {
        var erasing = new RandomErasing();
        PixelBox[] boxes = [.. Enumerable.Range(0, 20000).Select(
            i => erasing.Choose(46, 37, new TransformRandom(Stream((uint)i), 0)) ?? new PixelBox(0, 0, 46, 37))];
        double[] areas = [.. boxes.Select(box => box.Width * box.Height / (46.0 * 37))], ratios =
            [.. boxes.Select(box => Math.Log((double)box.Height / box.Width))];
        Assert.Equal(_goldens.RandomErasing["areaMean"], areas.Average(), 0.003);
        Assert.Equal(_goldens.RandomErasing["areaDeviation"], Deviation(areas), 0.003);
        Assert.Equal(_goldens.RandomErasing["logRatioMean"], ratios.Average(), 0.02);
        Assert.Equal(_goldens.RandomErasing["logRatioDeviation"], Deviation(ratios), 0.02);
        Assert.Equal(_goldens.RandomErasing["leftMean"], boxes.Average(box => box.Left), 0.3);
        Assert.Equal(_goldens.RandomErasing["topMean"], boxes.Average(box => box.Top), 0.3);
    }

    [Fact]
    public void SharesAreBetaDistributed()
    {
        foreach ((string alpha, double[] quantiles) in _goldens.Mixing.Quantiles)
        {
            double a = double.Parse(alpha, System.Globalization.CultureInfo.InvariantCulture);
            double[] shares =
                [.. Enumerable.Range(0, 40000).Select(i => new BatchRandom(1, 1, (uint)i).Beta(a)).Order()];

            // The distribution is symmetric, and single precision has no room for quantiles near 1.
            for (int q = 0; q < 9; q++)
            {
                double expected = 0.05 * (q + 1),
                    below = shares.Count(share => share < quantiles[q]) / (double)shares.Length, above =
                        shares.Count(share => 1 - share < quantiles[q]) / (double)shares.Length;
                Assert.True(Math.Abs(below - expected) < 0.01 && Math.Abs(above - expected) < 0.01,
                    $"alpha {alpha}: {below} and {above} instead of {expected} within {quantiles[q]} of the ends");
            }
        }
    }

    [Fact]
    public void CutMixCutsTorchvisionsRectangles()
    {
        foreach (CutBox golden in _goldens.Mixing.Boxes)
        {
            Assert.Equal(new PixelBox(golden.Box[0], golden.Box[1], golden.Box[2], golden.Box[3]),
                CutMix.Box(golden.Share, golden.X, golden.Y, golden.Width, golden.Height));
        }
    }

    [Fact]
    public void MixedBatchesAreTorchvisions()
    {
        float[] mixed = RolledImages(), cut = RolledImages();
        Mixup.Mix(new BatchValues(mixed, 5, 24, 24), new InputMix(0.3, null));
        Assert.Equal(_goldens.Mixing.Mixup, Hash(mixed));
        CutMix.Paste(new BatchValues(cut, 5, 24, 24), CutMix.Box(0.3, 20, 5, 24, 24));
        Assert.Equal(_goldens.Mixing.CutMix, Hash(cut));
    }

    private static string Hash(float[] values) => Convert.ToHexStringLower(
        SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan())));

    // Image i is the first one, its columns rolled by i.
    private static float[] RolledImages()
    {
        byte[] first = TransformGoldenTests.Image(24, 24, 3);
        float[] batch = new float[5 * 3 * 576];
        for (int i = 0; i < batch.Length; i++)
        {
            int image = i / 1728, channel = i / 576 % 3, y = i / 24 % 24, x = (i % 24 - image + 24) % 24;
            batch[i] = first[(y * 24 + x) * 3 + channel];
        }

        return batch;
    }

    private static byte[] AllColors()
    {
        byte[] pixels = new byte[86 * 86 * 86 * 3];
        for (int i = 0; i < pixels.Length / 3; i++)
        {
            (pixels[3 * i], pixels[3 * i + 1], pixels[3 * i + 2]) =
                ((byte)(i / (86 * 86) * 3), (byte)(i / 86 % 86 * 3), (byte)(i % 86 * 3));
        }

        return pixels;
    }

    private static RandomStream Stream(uint image) => new(1, RandomPurpose.Augmentation, 1, image);

    private static double Deviation(double[] values) =>
        Math.Sqrt(values.Average(v => v * v) - values.Average() * values.Average());

    private sealed record Document(Color[] Colors, Dictionary<string, double> RandomErasing, Mixing Mixing);

    private sealed record Color(string Source, string Function, double Value, string Sha256);

    private sealed record Mixing(Dictionary<string, double[]> Quantiles, CutBox[] Boxes, string Mixup, string CutMix);

    private sealed record CutBox(double Share, int X, int Y, int Width, int Height, int[] Box);
}
