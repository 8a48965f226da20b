using System.Runtime.ExceptionServices;
using AlexNetPS.Datasets;

namespace AlexNetPS.Transforms;

/// <summary>Some pictures of a split, transformed. It belongs to its loader, and is valid until the loader's next one is asked for.</summary>
public sealed class Batch
{
    private readonly float[] _images;
    private readonly ImageSample[] _samples;

    internal Batch(int size, int imageLength)
    {
        _images = GC.AllocateUninitializedArray<float>(size * imageLength, pinned: true);
        _samples = new ImageSample[size];
        ImageLength = imageLength;
    }

    /// <summary>Position of the batch in the order, from 0.</summary>
    public int Number { get; internal set; }

    /// <summary>Number of pictures; the last batch of an order may be smaller than the others.</summary>
    public int Count { get; internal set; }

    /// <summary>[count * views, channels, height, width].</summary>
    public ReadOnlySpan<float> Images => _images.AsSpan(0, Count * ImageLength);

    /// <summary>The pictures' samples, in order.</summary>
    public ReadOnlySpan<ImageSample> Samples => _samples.AsSpan(0, Count);

    /// <summary>Values of one picture: views * channels * height * width.</summary>
    internal int ImageLength { get; }

    /// <summary>Why the batch could not be made.</summary>
    internal ExceptionDispatchInfo? Failure { get; set; }

    internal Span<float> Image(int index) => _images.AsSpan(index * ImageLength, ImageLength);

    internal void Take(IReadOnlyList<ImageSample> samples, int first, int count, int number)
    {
        for (int i = 0; i < count; i++) _samples[i] = samples[first + i];
        Count = count;
        Number = number;
        Failure = null;
    }
}
