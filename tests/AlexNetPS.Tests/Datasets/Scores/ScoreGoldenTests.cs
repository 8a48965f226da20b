using System.Globalization;
using AlexNetPS.Datasets.Scores;
using AlexNetPS.Imaging;
using AlexNetPS.Tests.Structure;

namespace AlexNetPS.Tests.Datasets.Scores;

/// <summary>The published formulas, next to what NumPy and Pillow compute (tests/peers/score_goldens.py).</summary>
public class ScoreGoldenTests
{
    [Fact]
    public void ScoresAreThoseOfNumPyAndPillow()
    {
        string path = Path.Combine(SourceTree.Root, "tests", "AlexNetPS.Tests", "Datasets", "Scores", "scores.csv");
        string[] lines = [.. File.ReadLines(path).Skip(1)];
        Assert.Equal(84, lines.Length);
        foreach (string line in lines)
        {
            string[] cells = line.Split(',');
            (int width, int height, int channels) = (Whole(cells[1]), Whole(cells[2]), Whole(cells[3]));
            byte[] pixels = Draw(cells[0], width, height, channels);
            var scores = ImageScores.Of(new PixelView(pixels, width, height, channels));
            // Percentiles are exact to a step of their histogram.
            AssertNear(line, cells[4], scores.Dark, 0.0005);
            AssertNear(line, cells[5], scores.Light, 0.0005);
            AssertNear(line, cells[6], scores.Blur, 1e-6);
            AssertNear(line, cells[7], scores.Information, 1e-6);
            AssertNear(line, cells[8], scores.Brightness, 1e-6);
        }
    }

    [Fact]
    public void AGridOfPixelsStandsForAPhoto()
    {
        string flowers = SharedPhotos.Require("flowers");
        using var preparer = new ImagePreparer(256);
        foreach (string path in Directory.EnumerateFiles(flowers, "*.jpg", SearchOption.AllDirectories)
            .Where((_, i) => i % 100 == 0))
        {
            PixelView photo = preparer.Prepare(path);
            var seen = ImageTone.Of(photo);
            (double fifth, double last) = Percentiles(photo);
            Assert.Equal(last, seen.Dark, 0.02);
            Assert.Equal(1 - fifth, seen.Light, 0.02);
        }
    }

    private static (double Fifth, double Last) Percentiles(PixelView photo)
    {
        double[] values = new double[photo.Width * photo.Height];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = ImageTone.Brightness(photo.Pixels[3 * i], photo.Pixels[3 * i + 1], photo.Pixels[3 * i + 2])
                / 255;
        }

        Array.Sort(values);
        return (values[values.Length / 20], values[values.Length * 99 / 100]);
    }

    private static int Whole(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static void AssertNear(string line, string expected, float actual, double tolerance) => Assert.True(
        Math.Abs(double.Parse(expected, CultureInfo.InvariantCulture) - actual) <= tolerance,
        $"{line}: {actual.ToString(CultureInfo.InvariantCulture)} instead of {expected}");

    private static byte[] Draw(string kind, int width, int height, int channels)
    {
        byte[] pixels = new byte[width * height * channels];
        for (int i = 0; i < pixels.Length; i++)
        {
            int c = i % channels, x = i / channels % width, y = i / channels / width;
            pixels[i] = (byte)(kind switch
            {
                "noise" => (x * 7919L + y * 104729L + c * 1299709L + x * y * 31L) % 251,
                "ramp" => (x * 255 / width + y * 60 / height + c * 20) % 256,
                "dark" => (x * 13 + y * 7 + c * 3) % 60,
                "light" => 255 - (x * 13 + y * 7 + c * 3) % 40,
                "flat" => 90 + c,
                _ => (x / 12 + y / 9) % 2 == 0 ? 30 + c * 20 : 200 - c * 40,
            });
        }

        return pixels;
    }
}
