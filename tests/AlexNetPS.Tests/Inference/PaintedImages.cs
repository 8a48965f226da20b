using AlexNetPS.Datasets;
using AlexNetPS.Imaging;

namespace AlexNetPS.Tests.Inference;

/// <summary>A dataset of small images in memory; image i is a gradient that depends on i.</summary>
internal sealed class PaintedImages : IPixelSource
{
    public int Delay { get; init; }

    public int FailsAt { get; init; } = -1;

    public static ImageNetDataset Dataset(IReadOnlyList<string> classes, int count,
        PaintedImages? pixels = null, IReadOnlyDictionary<string, string>? descriptions = null)
    {
        ImageSample[] samples = [.. Enumerable.Range(0, count)
            .Select(i => new ImageSample(i, $"/images/{i}.png", i % classes.Count, classes[i % classes.Count]))];
        return new(new()
        {
            Name = "painted",
            SourcePath = "/images",
            Descriptions = descriptions ?? new Dictionary<string, string>()
        }, classes, [], samples, [], pixels ?? new());
    }

    public PixelView Read(ImageSample sample, ref byte[] buffer)
    {
        if (Delay > 0)
            Thread.Sleep(sample.Index % 3 == 0 ? Delay : 0);
        if (sample.Index == FailsAt)
            throw new ImageFormatException("it is torn");
        return new(Paint(sample.Index), 12, 10, 3);
    }

    public static byte[] Paint(int index)
    {
        byte[] pixels = new byte[12 * 10 * 3];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)(i * 7 + index * 31 + i * index);
        return pixels;
    }
}
