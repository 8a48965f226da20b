using System.Runtime.ExceptionServices;
using AlexNetPS.Datasets;
using AlexNetPS.Engines;

namespace AlexNetPS.Transforms;

/// <summary>A batch of transformed images. Owned by its loader and valid until the next batch is requested.</summary>
public sealed class Batch
{
    private readonly ImageSample[] _samples;

    internal Batch(int size, InputRows rows)
    {
        _samples = new ImageSample[size];
        Rows = rows;
    }

    /// <summary>
    /// Index of the batch in the epoch, from 0. Parts of a batch are counted one by one, as if each were a batch.
    /// </summary>
    public int Number { get; internal set; }

    /// <summary>Number of images; the last batch may be smaller.</summary>
    public int Count { get; internal set; }

    /// <summary>Inputs, [count * views, channels, height, width].</summary>
    public NetworkInput Images => Rows.First(Count);

    /// <summary>Samples of the images, in order.</summary>
    public ReadOnlySpan<ImageSample> Samples => _samples.AsSpan(0, Count);

    /// <summary>
    /// Fraction of each input that is its own image; the rest is the previous image in the batch (for the first, the
    /// last). 1 if nothing was mixed.
    /// </summary>
    public double Share { get; internal set; } = 1;

    /// <summary>Writes the target rows: 1 for the image's class, or the fractions of two classes.</summary>
    /// <param name="targets">[count, classes].</param>
    /// <param name="classes">Number of classes.</param>
    public void WriteTargets(Span<float> targets, int classes)
    {
        targets.Clear();
        for (int i = 0; i < Count; i++)
        {
            Span<float> row = targets.Slice(i * classes, classes);
            row[_samples[i].LabelIndex] = (float)Share;
            if (Share < 1)
                row[_samples[(i + Count - 1) % Count].LabelIndex] += (float)(1 - Share);
        }
    }

    /// <summary>Position of its first image in the order of the epoch.</summary>
    internal int First { get; private set; }

    /// <summary>Buffers of the inputs.</summary>
    internal InputRows Rows { get; }

    /// <summary>The exception with which the batch failed.</summary>
    internal ExceptionDispatchInfo? Failure { get; set; }

    internal void Take(IReadOnlyList<ImageSample> samples, int first, int count, int number)
    {
        for (int i = 0; i < count; i++)
            _samples[i] = samples[first + i];
        First = first;
        Count = count;
        Number = number;
        Failure = null;
        Share = 1;
    }
}
