using System.Buffers;
using AlexNetPS.Engines;
using AlexNetPS.Imaging;

namespace AlexNetPS.Transforms;

/// <summary>
/// CutMix: pastes a rectangle of another image at the same position and mixes the classes by area (Yun et al. 2019).
/// </summary>
public sealed record CutMix : BatchTransformDefinition
{
    internal override InputMix Draw(BatchRandom random, int height, int width)
    {
        PixelBox box = Box(random.Beta(Alpha), random.Integer(0, width), random.Integer(1, height), width, height);
        return new(1 - (double)box.Width * box.Height / ((double)width * height), box);
    }

    internal static void Paste(in BatchValues batch, in PixelBox box)
    {
        // From last to first, so that the previous input is still unmixed.
        float[] last = ArrayPool<float>.Shared.Rent(batch.Length);
        batch.Image(batch.Count - 1).CopyTo(last);
        for (int i = batch.Count - 1; i > 0; i--)
            Paste(batch.Image(i), batch.Image(i - 1), box, batch.Width, batch.Height);
        Paste(batch.Image(0), last, box, batch.Width, batch.Height);
        ArrayPool<float>.Shared.Return(last);
    }

    /// <summary>Returns the rectangle around a center with area 1 - share, clipped to the image.</summary>
    internal static PixelBox Box(double share, int centerX, int centerY, int width, int height)
    {
        double half = 0.5 * Math.Sqrt(1 - share);
        int halfWidth = (int)(half * width), halfHeight = (int)(half * height);
        int left = Math.Max(centerX - halfWidth, 0), top = Math.Max(centerY - halfHeight, 0);
        return new(left, top, Math.Min(centerX + halfWidth, width) - left,
            Math.Min(centerY + halfHeight, height) - top);
    }

    private static void Paste(Span<float> image, ReadOnlySpan<float> other, in PixelBox box, int width, int height)
    {
        for (int plane = 0; plane < image.Length; plane += width * height)
        {
            for (int y = box.Top; y < box.Top + box.Height; y++)
            {
                int start = plane + y * width + box.Left;
                other.Slice(start, box.Width).CopyTo(image[start..]);
            }
        }
    }
}
