using System.Buffers;
using System.Numerics;
using AlexNetPS.Engines;

namespace AlexNetPS.Transforms;

/// <summary>Mixup: weighted sums of two images and their classes (Zhang et al. 2017).</summary>
public sealed record Mixup : BatchTransformDefinition
{
    internal override InputMix Draw(BatchRandom random, int height, int width) => new(random.Beta(Alpha), null);

    internal static void Mix(in BatchValues batch, in InputMix mix)
    {
        // From last to first, so that the previous input is still unmixed.
        float[] last = ArrayPool<float>.Shared.Rent(batch.Length);
        batch.Image(batch.Count - 1).CopyTo(last);
        for (int i = batch.Count - 1; i > 0; i--)
            Mix(batch.Image(i), batch.Image(i - 1), mix.Own, mix.Rest);
        Mix(batch.Image(0), last.AsSpan(0, batch.Length), mix.Own, mix.Rest);
        ArrayPool<float>.Shared.Return(last);
    }

    private static void Mix(Span<float> image, ReadOnlySpan<float> other, float own, float rest)
    {
        int i = 0;
        for (; i <= image.Length - Vector<float>.Count; i += Vector<float>.Count)
            (new Vector<float>(image[i..]) * own + new Vector<float>(other[i..]) * rest).CopyTo(image[i..]);
        for (; i < image.Length; i++)
            image[i] = image[i] * own + other[i] * rest;
    }
}
