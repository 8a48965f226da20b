using System.Buffers;
using AlexNetPS.Imaging;

namespace AlexNetPS.Transforms;

/// <summary>Resamples the box of a crop geometry: Pillow's antialiased bilinear filter, as a triangle over the source pixels.</summary>
internal static class BoxResampling
{
    /// <summary>Gives the box at its size, not yet mirrored.</summary>
    public static void Resize(PixelView picture, in CropGeometry geometry, Span<byte> destination)
    {
        PixelBox clip = geometry.Clip;
        double left = geometry.Left - clip.Left, top = geometry.Top - clip.Top;
        int channels = picture.Channels;
        (int First, float[] Weights)[] columns = Taps(left, geometry.BoxWidth, geometry.Width, clip.Width);
        (int First, float[] Weights)[] rows = Taps(top, geometry.BoxHeight, geometry.Height, clip.Height);
        float[] across = ArrayPool<float>.Shared.Rent(clip.Height * geometry.Width * channels);
        for (int y = 0; y < clip.Height; y++)
        {
            ReadOnlySpan<byte> row = picture.Pixels.Slice(((clip.Top + y) * picture.Width + clip.Left) * channels, clip.Width * channels);
            for (int x = 0; x < columns.Length; x++)
            {
                for (int c = 0; c < channels; c++)
                {
                    float sum = 0;
                    for (int i = 0; i < columns[x].Weights.Length; i++) sum += columns[x].Weights[i] * row[(columns[x].First + i) * channels + c];
                    across[(y * columns.Length + x) * channels + c] = MathF.Round(sum);
                }
            }
        }

        int length = columns.Length * channels;
        for (int y = 0; y < rows.Length; y++)
        {
            for (int x = 0; x < length; x++)
            {
                float sum = 0;
                for (int i = 0; i < rows[y].Weights.Length; i++) sum += rows[y].Weights[i] * across[(rows[y].First + i) * length + x];
                destination[y * length + x] = (byte)MathF.Round(sum);
            }
        }

        ArrayPool<float>.Shared.Return(across);
    }

    private static (int First, float[] Weights)[] Taps(double start, double extent, int count, int available)
    {
        double scale = extent / count, support = Math.Max(scale, 1);
        var taps = new (int, float[])[count];
        for (int i = 0; i < count; i++)
        {
            double center = start + (i + 0.5) * scale;
            int first = Math.Max(0, (int)(center - support + 0.5)), end = Math.Min(available, (int)(center + support + 0.5));
            double[] weights = [.. Enumerable.Range(first, end - first).Select(x => Math.Max(0, 1 - Math.Abs((x - center + 0.5) / support)))];
            double total = weights.Sum();
            taps[i] = (first, [.. weights.Select(weight => (float)(weight / total))]);
        }

        return taps;
    }
}
