using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Imaging;
using AlexNetPS.Randomness;

namespace AlexNetPS.Tests.Training;

/// <summary>
/// Small images of three classes that a tiny network can tell apart: a bright stripe across, down, or nowhere, on
/// noise.
/// </summary>
internal sealed class DrawnImages : IPixelSource
{
    private readonly byte[][] _pixels;

    public DrawnImages(int count, int width = 20, int height = 18, int channels = 3)
    {
        (Width, Height, Channels) = (width, height, channels);
        _pixels = [.. Enumerable.Range(0, count).Select(Draw)];
    }

    public int Width { get; }

    public int Height { get; }

    public int Channels { get; }

    public static string[] ClassNames { get; } = ["across", "down", "empty"];

    public int Reads;

    /// <summary>A sample that cannot be read.</summary>
    public int? Damaged { get; init; }

    public PixelView Read(ImageSample sample, ref byte[] buffer)
    {
        Interlocked.Increment(ref Reads);
        return sample.Index == Damaged
            ? throw new IOException("read error")
            : new(_pixels[sample.Index], Width, Height, Channels);
    }

    public static ImageNetDataset Dataset(int train = 96, int validation = 30, int classes = 3,
        bool statistics = true, DrawnImages? images = null, ContentHash[]? hashes = null)
    {
        images ??= new(train + validation);
        ImageSample[] samples = [.. Enumerable.Range(0, train + validation)
            .Select(i => new ImageSample(i, $"/drawn/{i}.png", i % classes, $"class {i % classes}"))];
        var info = new DatasetInfo
        {
            Name = "drawn",
            SourcePath = "/drawn",
            Statistics = statistics ? new([0.4, 0.3, 0.2], [0.2, 0.2, 0.2], [0.1, 0.02, 0.01],
                [[0.6, 0.6, 0.5291502622129182], [0.8, -0.6, 0], [0, 0, 1]], 1000) : null,
            FileHashes = _ => hashes,
        };
        return new(info, [.. Enumerable.Range(0, classes).Select(i => i < 3 ? ClassNames[i] : $"class {i}")],
            samples[..train], samples[train..], [], images);
    }

    private byte[] Draw(int index)
    {
        var random = new RandomStream(7, RandomPurpose.Drawing, 0, (uint)index);
        byte[] pixels = new byte[Width * Height * Channels];
        int at = 4 + random.Integer(9999, 8);
        for (int i = 0; i < pixels.Length; i++)
        {
            int x = i / Channels % Width, y = i / Channels / Width;
            bool stripe = index % 3 == 0 ? Math.Abs(y - at) < 2 : index % 3 == 1 && Math.Abs(x - at) < 2;
            pixels[i] = (byte)((stripe ? 180 : 40) + random.Integer((uint)i, 60));
        }

        return pixels;
    }
}
