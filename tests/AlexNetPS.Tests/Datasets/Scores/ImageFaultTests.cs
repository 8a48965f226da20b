using AlexNetPS.Datasets.Scores;
using AlexNetPS.Imaging;
using AlexNetPS.Tests.Imaging;

namespace AlexNetPS.Tests.Datasets.Scores;

/// <summary>Images with known faults: the scores have the right order, and the thresholds lie between.</summary>
public class ImageFaultTests
{
    [Fact]
    public void TheBlurrierAnImageTheLowerItsScore()
    {
        using var preparer = new ImagePreparer(256);
        foreach (string path in Photos(60))
        {
            RgbImage photo = Copy(preparer.Prepare(path));
            float[] scores = [.. ((double[])[0, 1, 2, 3, 4])
                .Select(sigma => ImageScores.Of(Blur(photo, sigma).View).Blur)];
            Assert.Equal(scores.OrderDescending(), scores);
            Assert.True(scores[^1] < 0.35, $"{path}: {scores[^1]}");
        }
    }

    [Fact]
    public void NearlyAllSharpPhotosAreAboveTheThresholdAndNearlyAllBlurredOnesBelow()
    {
        using var preparer = new ImagePreparer(256);
        int photos = 0, sharp = 0, blurred = 0;
        foreach (string path in Photos(12))
        {
            RgbImage photo = Copy(preparer.Prepare(path));
            photos++;
            sharp += ImageScores.Of(photo.View).Blur >= 0.35 ? 1 : 0;
            blurred += ImageScores.Of(Blur(photo, 3).View).Blur < 0.35 ? 1 : 0;
        }

        Assert.True(sharp >= 0.97 * photos && blurred >= 0.97 * photos, $"{sharp} and {blurred} of {photos}");
    }

    [Fact]
    public void ContrastDoesNotMakeAnImageSharp()
    {
        RgbImage image = DrawnImage.Draw(120, 90, 3);
        var faint = new RgbImage(120, 90, [.. image.Pixels.Select(p => (byte)(100 + p / 4))]);
        Assert.Equal(ImageScores.Of(image.View).Blur, ImageScores.Of(faint.View).Blur, 0.05);
        Assert.True(ImageScores.Of(Blur(image, 3).View).Blur < ImageScores.Of(faint.View).Blur);
    }

    [Fact]
    public void GammaMakesAnImageDarkOrLight()
    {
        RgbImage image = DrawnImage.Draw(120, 90);
        ImageScores normal = ImageScores.Of(image.View), dark = ImageScores.Of(Tone(image, v => v * 0.25).View), darker =
            ImageScores.Of(Tone(image, v => v * 0.1).View);
        Assert.True(normal.Dark > 0.32 && dark.Dark < 0.32 && darker.Dark < dark.Dark);
        Assert.True(normal.Light > 0.05 && dark.Light > normal.Light);
        ImageScores light = ImageScores.Of(Tone(image, v => 1 - 0.04 * v).View);
        Assert.True(light.Light < 0.05 && light.Dark > 0.32, $"{light}");
        Assert.True(darker.Brightness < dark.Brightness && dark.Brightness < normal.Brightness
            && normal.Brightness < light.Brightness);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(128)]
    [InlineData(255)]
    public void AnImageOfOneColorHasNoInformationAndIsNotBlurred(byte value)
    {
        byte[] pixels = new byte[64 * 48 * 3];
        Array.Fill(pixels, value);
        var scores = ImageScores.Of(new PixelView(pixels, 64, 48, 3));
        // Pillow's entropy of an RGB image of one color is log2 of the three channels.
        Assert.Equal(Math.Log2(3) / 10, scores.Information, 1e-6);
        Assert.True(scores.Information < 0.3);
        Assert.Equal(1, scores.Blur);
        Assert.Equal(1, scores.Border);
        Assert.True(ImageScores.Of(DrawnImage.Draw(64, 48).View).Information > 0.3);
    }

    [Theory]
    [InlineData(4, 4, 4, 4, 255)]
    [InlineData(30, 30, 0, 0, 0)]
    [InlineData(0, 0, 20, 20, 0)]
    [InlineData(12, 0, 0, 0, 200)]
    [InlineData(0, 0, 0, 9, 90)]
    [InlineData(0, 40, 0, 0, 17)]
    [InlineData(40, 40, 60, 60, 255)]
    public void ABorderIsMeasured(int top, int bottom, int left, int right, byte color)
    {
        RgbImage framed = Frame(Textured(200, 150), top, bottom, left, right, color);
        double expected = (200.0 - left - right) * (150 - top - bottom) / (200 * 150);
        Assert.Equal(expected, ImageScores.Of(framed.View).Border, 0.001);

        // As a file that is scaled: JPEG and scaling soften the edge and add noise.
        framed = Frame(Textured(800, 600), 4 * top, 4 * bottom, 4 * left, 4 * right, color);
        using var preparer = new ImagePreparer(256);
        PixelView read = preparer.Prepare(ImageEncoder.EncodeJpeg(framed.View, 85));
        Assert.Equal(expected, ImageScores.Of(read).Border, 0.05);
    }

    [Fact]
    public void AWiderBorderScoresLower()
    {
        float[] scores = [.. Enumerable.Range(0, 10)
            .Select(n => ImageScores.Of(Frame(Textured(200, 150), n, n, n, n, 0).View).Border)];
        Assert.Equal(1, scores[0]);
        Assert.Equal(scores.OrderDescending(), scores);
        Assert.Equal(10, scores.Distinct().Count());
        Assert.True(scores[2] > 0.95 && scores[3] < 0.95);
    }

    [Fact]
    public void AGrayImageHasABorderToo()
    {
        byte[] pixels = new byte[60 * 40];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = i % 60 < 15 ? (byte)250 : (byte)(i * 37 % 120);
        Assert.Equal(0.75, ImageScores.Of(new PixelView(pixels, 60, 40, 1)).Border, 1e-6);
    }

    [Fact]
    public void AnObjectOnAPlainBackgroundHasNoBorder()
    {
        byte[] pixels = new byte[200 * 150 * 3];
        Array.Fill(pixels, (byte)250);
        for (int y = 0; y < 150; y++)
        {
            for (int x = 0; x < 200; x++)
            {
                if ((x - 100) * (x - 100) / 3.0 + (y - 75) * (y - 75) < 50 * 50)
                    pixels.AsSpan((y * 200 + x) * 3, 3).Fill((byte)(x * y % 140));
            }
        }

        Assert.Equal(1, ImageScores.Of(new PixelView(pixels, 200, 150, 3)).Border);
        // A night sky above a skyline.
        var night = Textured(200, 150);
        for (int x = 0; x < 200; x++)
        {
            for (int y = 0; y < 60 + x * 7919 % 40; y++)
                night.Pixels.AsSpan((y * 200 + x) * 3, 3).Clear();
        }

        Assert.Equal(1, ImageScores.Of(night.View).Border);
    }

    [Fact]
    public void SizesAreOddAmongOthers()
    {
        double[] sizes = [.. Enumerable.Range(0, 100).Select(i => 400.0 + i % 21), 30, 90, 5000, 830, double.NaN];
        double[] scores = SizeScores.Of(sizes);
        Assert.All(scores[..100], score => Assert.InRange(score, 0.5, 1));
        Assert.True(scores[100] < scores[101] && scores[101] < 0.5 && scores[102] == 0);
        // Within twice the usual size.
        Assert.InRange(scores[103], 0.45, 0.55);
        Assert.True(double.IsNaN(scores[104]));
        // Equal sizes but for a few pixels are not odd, whatever their quartiles.
        Assert.All(SizeScores.Of([.. Enumerable.Repeat(32.0, 50), 33, 30]), score => Assert.True(score >= 0.5));
        Assert.All(SizeScores.Of([10, 2000, 30]), score => Assert.Equal(1, score));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void VectorsAndSinglePixelsAgree(int channels)
    {
        for (int width = 8; width < 60; width++)
        {
            byte[] pixels = new byte[width * 20 * channels];
            new Random(width).NextBytes(pixels);
            var view = new PixelView(pixels, width, 20, channels);
            using var luma = new LumaPlane(view);
            for (int i = 0; i < width * 20; i++)
            {
                int expected = channels == 1
                    ? pixels[i]
                    : (77 * pixels[3 * i] + 150 * pixels[3 * i + 1] + 29 * pixels[3 * i + 2] + 128) >> 8;
                Assert.Equal(expected, luma.Pixels[i]);
            }

            using LumaPlane quarter = luma.Quarter();
            for (int i = 0; i < quarter.Width * quarter.Height; i++)
            {
                int left = i % quarter.Width * 4, top = i / quarter.Width * 4, sum = 8;
                for (int j = 0; j < 16; j++)
                    sum += luma.Row(top + j / 4)[left + j % 4];
                Assert.Equal(sum >> 4, quarter.Pixels[i]);
            }
        }
    }

    [Theory]
    [InlineData(63, 63)]
    [InlineData(73, 30)]
    [InlineData(74, 61)]
    [InlineData(137, 63)]
    [InlineData(1300, 60)]
    public void SharpnessOfVectorsIsThatOfSinglePixels(int width, int height)
    {
        byte[] gray = new byte[width * height];
        var random = new Random(width);
        for (int i = 0; i < gray.Length; i++)
            gray[i] = (byte)(i % 7 == 0 ? random.Next(256) : 128 + random.Next(9) + i % width / 12);
        double across = Share(1, 0), down = Share(0, 1);
        Assert.Equal((float)Math.Min(across, down), Sharpness.Of(new PixelView(gray, width, height, 1)));

        double Share(int x, int y)
        {
            long all = 0, removed = 0;
            for (int row = 4 * y; row + 5 * y < height; row++)
            {
                for (int column = 4 * x; column + 5 * x < width; column++)
                {
                    int near = 9 * Math.Abs(At(row, column) - At(row + y, column + x));
                    all += near;
                    removed += Math.Max(0,
                        near - Math.Abs(At(row - 4 * y, column - 4 * x) - At(row + 5 * y, column + 5 * x)));
                }
            }

            return (double)removed / all;
        }

        int At(int row, int column) => gray[row * width + column];
    }

    private static string[] Photos(int step) => [.. Directory
        .EnumerateFiles(SharedPhotos.Require("flowers"), "*.jpg", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal).Where((_, i) => i % step == 0)];

    private static RgbImage Copy(PixelView view) => new(view.Width, view.Height, view.Pixels.ToArray());

    private static RgbImage Tone(RgbImage image, Func<double, double> map) => new(image.Width, image.Height,
        [.. image.Pixels.Select(p => (byte)Math.Round(255 * map(p / 255.0)))]);

    /// <summary>No rows or columns that could be taken for a border.</summary>
    private static RgbImage Textured(int width, int height)
    {
        byte[] pixels = new byte[width * height * 3];
        for (int i = 0; i < pixels.Length; i++)
        {
            int x = i / 3 % width, y = i / 3 / width, s = Math.Max(3, width / 66);
            pixels[i] = (byte)(50 + (x / s * 7919 + y / s * 104729 + x / s * (y / s) * 31) % 100);
        }

        return new RgbImage(width, height, pixels);
    }

    private static RgbImage Frame(RgbImage image, int top, int bottom, int left, int right, byte color)
    {
        byte[] pixels = [.. image.Pixels];
        for (int y = 0; y < image.Height; y++)
        {
            for (int x = 0; x < image.Width; x++)
            {
                if (y < top || y >= image.Height - bottom || x < left || x >= image.Width - right)
                    pixels.AsSpan((y * image.Width + x) * 3, 3).Fill(color);
            }
        }

        return new RgbImage(image.Width, image.Height, pixels);
    }

    /// <summary>Gaussian filter, edges repeated.</summary>
    private static RgbImage Blur(RgbImage image, double sigma)
    {
        if (sigma == 0)
            return image;
        int reach = (int)Math.Ceiling(3 * sigma);
        double[] weights = [.. Enumerable.Range(-reach, 2 * reach + 1).Select(i => Math.Exp(-i * i / (2 * sigma * sigma)))];
        double sum = weights.Sum();
        double[] values = [.. image.Pixels.Select(p => (double)p)], rows = new double[values.Length];
        Filter(values, rows, horizontal: true);
        Filter(rows, values, horizontal: false);
        return new RgbImage(image.Width, image.Height, [.. values.Select(v => (byte)Math.Clamp(Math.Round(v), 0, 255))]);

        void Filter(double[] from, double[] to, bool horizontal)
        {
            for (int i = 0; i < from.Length; i++)
            {
                int c = i % 3, x = i / 3 % image.Width, y = i / 3 / image.Width;
                double total = 0;
                for (int k = -reach; k <= reach; k++)
                {
                    int u = horizontal ? Math.Clamp(x + k, 0, image.Width - 1) : x, v = horizontal
                        ? y
                        : Math.Clamp(y + k, 0, image.Height - 1);
                    total += weights[k + reach] * from[(v * image.Width + u) * 3 + c];
                }

                to[i] = total / sum;
            }
        }
    }
}
