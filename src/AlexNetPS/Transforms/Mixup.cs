using System.Buffers;
using System.Numerics;

namespace AlexNetPS.Transforms;

/// <summary>Mixup: weighted sums of two images and their classes (Zhang et al. 2017).</summary>
public sealed record Mixup : BatchTransformDefinition
{
    internal override double Mix(in BatchValues batch, BatchRandom random)
    {
        double share = random.Beta(Alpha);
        Mix(batch, share);
        return share;
    }

    internal static void Mix(in BatchValues batch, double share)
    {
        // From last to first, so that the previous input is still unmixed.
        float[] last = ArrayPool<float>.Shared.Rent(batch.Length);
        batch.Image(batch.Count - 1).CopyTo(last);
        for (int i = batch.Count - 1; i > 0; i--)
            Mix(batch.Image(i), batch.Image(i - 1), share);
        Mix(batch.Image(0), last.AsSpan(0, batch.Length), share);
        ArrayPool<float>.Shared.Return(last);
    }

    private static void Mix(Span<float> image, ReadOnlySpan<float> other, double share)
    {
        float own = (float)share, rest = (float)(1 - share);
        int i = 0;
        for (; i <= image.Length - Vector<float>.Count; i += Vector<float>.Count)
            (new Vector<float>(image[i..]) * own + new Vector<float>(other[i..]) * rest).CopyTo(image[i..]);
        for (; i < image.Length; i++)
            image[i] = image[i] * own + other[i] * rest;
    }
}
