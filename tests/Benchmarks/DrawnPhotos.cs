using AlexNetPS.Imaging;

namespace AlexNetPS.Benchmarks;

/// <summary>JPEG files of the size of photos, for machines without a set of real ones.</summary>
internal static class DrawnPhotos
{
    private const int Width = 400, Height = 300, Classes = 5;

    /// <summary>Draws train and val with a folder for each class; val has a tenth as many.</summary>
    public static void Write(string folder, int train)
    {
        Parallel.For(0, train + train / 10, i =>
        {
            string target = Path.Combine(folder, i < train ? "train" : "val", $"class{i % Classes}");
            Directory.CreateDirectory(target);
            ImageEncoder.WriteJpeg(Path.Combine(target, $"{i:D6}.jpg"),
                new PixelView(Draw(i), Width, Height, 3));
        });
    }

    /// <summary>Ripples of the class's color, and as much noise as gives a file of a photo's size.</summary>
    private static byte[] Draw(int image)
    {
        var random = new Random(image);
        double x = random.NextDouble() * Width, y = random.NextDouble() * Height, period = 8 + 40 * random.NextDouble();
        byte[] pixels = new byte[Width * Height * 3];
        for (int i = 0; i < pixels.Length; i++)
        {
            double dx = i / 3 % Width - x, dy = i / 3 / Width - y, color = 60 + 30 * ((image % Classes + i) % Classes);
            double level = color + 50 * Math.Sin(Math.Sqrt(dx * dx + dy * dy) / period) + random.Next(-16, 16);
            pixels[i] = (byte)Math.Clamp(level, 0, 255);
        }

        return pixels;
    }
}
