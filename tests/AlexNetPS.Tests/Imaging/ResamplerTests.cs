using System.Globalization;
using AlexNetPS.Imaging;
using AlexNetPS.Imaging.Resampling;
using AlexNetPS.Tests.Engines;

namespace AlexNetPS.Tests.Imaging;

public class ResamplerTests
{
    private const int Width = 61, Height = 47;

    [Theory]
    [InlineData("smaller", 20, 31)]
    [InlineData("larger", 75, 90)]
    [InlineData("tiny", 3, 2)]
    [InlineData("same", 61, 47)]
    [InlineData("box", 24, 26, 5.3, 2.7, 50.1, 40.9)]
    [InlineData("wide", 64, 5, 0, 10, 61, 11)]
    public void WithinOneLevelOfPillow(string name, int width, int height, double left = 0,
        double top = 0, double right = Width, double bottom = Height)
    {
        byte[] expected = ImageFiles.Read($"resample-{name}.rgb"), actual = new byte[width * height * 3];
        Resampler.Resize(new PixelView(ImageFiles.Read("resample-source.rgb"), Width, Height, 3),
            new ResampleBox(left, top, right, bottom), width, height, actual);
        Assert.InRange(DrawnImage.LargestDifference(expected, actual), 0, name == "same" ? 0 : 1);
    }

    [Fact]
    public void GrayIsWithinOneLevelOfPillow()
    {
        byte[] red = [.. ImageFiles.Read("resample-source.rgb").Where((_, i) => i % 3 == 0)], actual =
            new byte[56 * 30];
        Resampler.Resize(new PixelView(red, Width, Height, 1), 56, 30, actual);
        Assert.InRange(DrawnImage.LargestDifference(ImageFiles.Read("resample-gray.rgb"), actual), 0, 1);
    }

    [Fact]
    public void EveryInstructionSetGivesTheSameBytes()
    {
        var random = new Random(3);
        for (int round = 0; round < 600; round++)
        {
            int channels = round % 2 == 0 ? 3 : 1, width = random.Next(1, 90), height = random.Next(1, 60);
            byte[] pixels = new byte[width * height * channels];
            random.NextBytes(pixels);
            if (round % 5 == 0)
                pixels.AsSpan().Fill(255);
            int outWidth = random.Next(1, 70), outHeight = random.Next(1, 70);
            double left = random.NextDouble() * width * 0.9, top = random.NextDouble() * height * 0.9;
            ResampleBox box = round % 3 == 0 ? new ResampleBox(0, 0, width, height)
                : new ResampleBox(left, top, left + (width - left) * (0.1 + 0.9 * random.NextDouble()),
                    top + (height - top) * (0.1 + 0.9 * random.NextDouble()));
            byte[] plain = new byte[outWidth * outHeight * channels];
            Resampler.Resize(new PixelView(pixels, width, height, channels), box, outWidth, outHeight, plain,
                round % 7 == 0, ResampleLevel.Scalar);
            for (ResampleLevel level = ResampleLevel.Avx2; level <= ResampleLevels.Widest; level++)
            {
                byte[] vector = new byte[plain.Length + 1];
                vector[^1] = 77;
                Resampler.Resize(new PixelView(pixels, width, height, channels), box, outWidth, outHeight,
                    vector.AsSpan(0, plain.Length), round % 7 == 0, level);
                Assert.Equal(plain, vector.AsSpan(0, plain.Length).ToArray());
                Assert.Equal(77, vector[^1]);
            }

            if (round % 5 == 0)
                Assert.All(plain, value => Assert.Equal(255, value));
        }
    }

    [Theory]
    [InlineData(4.001)]
    [InlineData(3.99)]
    public void NarrowAndWideFiltersAgree(double reduction)
    {
        RgbImage image = DrawnImage.Draw(400, 300);
        byte[] color = new byte[70 * 50 * 3], gray = new byte[70 * 50];
        var box = new ResampleBox(3, 2, 3 + 70 * reduction, 2 + 50 * reduction);
        Resampler.Resize(image.View, box, 70, 50, color);
        byte[] green = [.. image.Pixels.Where((_, i) => i % 3 == 1)];
        Resampler.Resize(new PixelView(green, 400, 300, 1), box, 70, 50, gray);
        Assert.InRange(DrawnImage.LargestDifference(gray, [.. color.Where((_, i) => i % 3 == 1)]), 0, 1);
    }

    [Fact]
    public void WithinBoxEqualsCuttingOutFirst()
    {
        byte[] source = ImageFiles.Read("resample-source.rgb"), cut = new byte[30 * 20 * 3];
        for (int y = 0; y < 20; y++)
            source.AsSpan(((y + 9) * Width + 13) * 3, 90).CopyTo(cut.AsSpan(y * 90));
        byte[] expected = new byte[17 * 23 * 3], actual = new byte[17 * 23 * 3];
        Resampler.Resize(new PixelView(cut, 30, 20, 3), 17, 23, expected);
        Resampler.Resize(new PixelView(source, Width, Height, 3), ResampleBox.Crop(13, 9, 30, 20), 17, 23, actual,
            withinBox: true);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void NothingIsAllocatedOnceWarm() =>
        Assert.InRange(long.Parse(OwnProcess.Run((typeof(ResamplerTests), nameof(WarmAllocation)))[0],
            CultureInfo.InvariantCulture), 0, 1000);

    /// <summary>
    /// Bytes of 20 calls, in a process without other tests: a collection that they cause may empty the array pool.
    /// </summary>
    [Fact(Explicit = true), Trait("Category", "Child")]
    public void WarmAllocation()
    {
        RgbImage image = DrawnImage.Draw(300, 200);
        byte[] output = new byte[224 * 224 * 3];
        for (int i = 0; i < 3; i++)
            Resampler.Resize(image.View, 224, 224, output);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
            Resampler.Resize(image.View, 224, 224, output);
        OwnProcess.Report((GC.GetAllocatedBytesForCurrentThread() - before).ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public void ImpossibleRequestsAreRefused()
    {
        RgbImage image = DrawnImage.Draw(20, 10);
        Assert.Throws<ArgumentException>(
            () => Resampler.Resize(image.View, new ResampleBox(0, 0, 21, 10), 5, 5, new byte[75]));
        Assert.Throws<ArgumentException>(
            () => Resampler.Resize(image.View, new ResampleBox(3, 3, 3, 10), 5, 5, new byte[75]));
        Assert.Throws<ArgumentException>(
            () => Resampler.Resize(image.View, new ResampleBox(double.NaN, 0, 5, 5), 5, 5, new byte[75]));
        Assert.Throws<ArgumentException>(() => Resampler.Resize(image.View, 5, 5, new byte[74]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Resampler.Resize(image.View, 0, 5, new byte[75]));
    }

    [Theory]
    [InlineData(500, 375, 341, 256)]
    [InlineData(375, 500, 256, 341)]
    [InlineData(100, 100, 256, 256)]
    [InlineData(4000, 100, 1024, 256)]
    [InlineData(3, 4000, 256, 1024)]
    public void ShortSideBecomesTheImageSize(int width, int height, int expectedWidth, int expectedHeight)
    {
        using var preparer = new ImagePreparer(256);
        PixelView view = preparer.Prepare(DrawnImage.Draw(width, height).View);
        Assert.Equal((expectedWidth, expectedHeight), (view.Width, view.Height));
    }

    [Fact]
    public void ReductionByTheDecoderHardlyShowsEvenInNoise()
    {
        byte[] file = DrawnImage.Jpeg(700, 530);
        using var preparer = new ImagePreparer(32);
        PixelView reduced = preparer.Prepare(file);
        Assert.Equal((700, 530), (preparer.SourceWidth, preparer.SourceHeight));
        RgbImage whole = ImageCodecs.Decode(file);
        byte[] expected = new byte[reduced.Pixels.Length];
        Resampler.Resize(whole.View, reduced.Width, reduced.Height, expected);
        Assert.InRange(DrawnImage.LargestDifference(expected, reduced.Pixels), 0, 2);
    }
}
