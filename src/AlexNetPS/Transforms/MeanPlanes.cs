using System.Numerics;
using AlexNetPS.Datasets.Means;
using AlexNetPS.Engines;
using AlexNetPS.Imaging;
using AlexNetPS.Networks;

namespace AlexNetPS.Transforms;

/// <summary>
/// The mean image prepared for a pipeline: at the size at which it is subtracted, for the network's channels, and
/// flipped.
/// </summary>
internal sealed class MeanPlanes
{
    private readonly float[][] _planes, _flipped;
    private readonly TensorShape _input;
    private readonly int _edge;
    private readonly MeanAlignment _alignment;
    private readonly Lazy<MeanInput> _image;

    private MeanPlanes(MeanImage mean, int edge, TensorShape input, MeanAlignment alignment, bool blueFirst)
    {
        (_edge, _input, _alignment) = (edge, input, alignment);
        _planes = [.. Enumerable.Range(0, input.Channels)
            .Select(channel => Scaled(Channel(mean, channel, input.Channels), mean.Width, mean.Height, edge))];
        _flipped = [.. _planes.Select(plane => Flipped(plane, edge))];
        _image = new(() => new(input.Channels, edge, [.. Ordered(_planes), .. Ordered(_flipped)]));

        IEnumerable<float> Ordered(float[][] planes) =>
            (blueFirst ? planes.Reverse() : planes).SelectMany(plane => plane);
    }

    /// <summary>The whole mean image, in the network's channel order.</summary>
    public MeanInput Image => _image.Value;

    /// <summary>Returns the planes of the list's <see cref="MeanImageSubtract"/>, or null if it has none.</summary>
    /// <exception cref="TransformException">The transform is misplaced or has no mean image.</exception>
    public static MeanPlanes? Of(IReadOnlyList<TransformDefinition> transforms, TensorShape input)
    {
        if (transforms.OfType<MeanImageSubtract>().FirstOrDefault() is not { } subtract)
            return null;
        (int edge, string? problem) = MeanImageSubtract.Place(transforms);
        if (problem is not null)
            throw new TransformException($"{problem}.");
        bool blueFirst = ChannelOrder.In(transforms) == ColorOrder.Bgr;
        return new(subtract.Mean ?? throw MeanImageSubtract.NoMean(), edge, input, subtract.Alignment,
            blueFirst && input.Channels == 3);
    }

    /// <summary>Average over all pixels of a channel.</summary>
    public double Average(int channel) => _planes[channel].Average();

    /// <summary>Subtracts the part of the mean image that belongs to a crop.</summary>
    public void Subtract(in CropGeometry geometry, PixelMapping mapping, in ViewValues view) =>
        Add(geometry, mapping, view, -1);

    /// <summary>Undoes <see cref="Subtract"/>.</summary>
    public void Restore(in CropGeometry geometry, PixelMapping mapping, in ViewValues view) =>
        Add(geometry, mapping, view, 1);

    /// <summary>Returns the part of the mean image that belongs to a crop.</summary>
    public MeanWindow Window(in CropGeometry geometry)
    {
        if (_alignment == MeanAlignment.Center)
            return new(false, (_edge - _input.Height) / 2, (_edge - _input.Width) / 2);
        int left = geometry.Flipped ? _edge - geometry.FrameLeft - _input.Width : geometry.FrameLeft;
        return new(geometry.Flipped != geometry.FrameFlipped, geometry.FrameTop, left);
    }

    private void Add(in CropGeometry geometry, PixelMapping mapping, in ViewValues view, float sign)
    {
        (bool turned, int top, int left) = Window(geometry);
        float[][] planes = turned ? _flipped : _planes;
        for (int channel = 0; channel < view.Channels; channel++)
        {
            Span<float> plane = view.Plane(channel);
            ReadOnlySpan<float> mean = planes[channel];
            float factor = sign * mapping.MeanFactor(channel);
            for (int y = 0; y < view.Height; y++)
            {
                AddRow(plane.Slice(y * view.Width, view.Width), mean.Slice((top + y) * _edge + left, view.Width),
                    factor);
            }
        }
    }

    private static void AddRow(Span<float> values, ReadOnlySpan<float> mean, float factor)
    {
        int x = 0;
        for (; x <= values.Length - Vector<float>.Count; x += Vector<float>.Count)
            (new Vector<float>(values[x..]) + new Vector<float>(mean[x..]) * factor).CopyTo(values[x..]);
        for (; x < values.Length; x++)
            values[x] += mean[x] * factor;
    }

    // A gray network uses the mean of the luma; a color network of gray images repeats their mean three times.
    private static float[] Channel(MeanImage mean, int channel, int channels)
    {
        if (channels == 3 || mean.Channels == 1)
            return mean.Plane(Math.Min(channel, mean.Channels - 1)).ToArray();
        ReadOnlySpan<float> red = mean.Plane(0), green = mean.Plane(1), blue = mean.Plane(2);
        float[] luma = new float[red.Length];
        for (int i = 0; i < luma.Length; i++)
            luma[i] = 0.299f * red[i] + 0.587f * green[i] + 0.114f * blue[i];
        return luma;
    }

    private static float[] Scaled(float[] plane, int width, int height, int edge)
    {
        if (width == edge && height == edge)
            return plane;
        float[] scaled = new float[edge * edge];
        for (int y = 0; y < edge; y++)
        {
            (int top, int bottom, float down) = Between(y, height, edge);
            for (int x = 0; x < edge; x++)
            {
                (int left, int right, float along) = Between(x, width, edge);
                float upper = float.Lerp(plane[top * width + left], plane[top * width + right], along);
                float lower = float.Lerp(plane[bottom * width + left], plane[bottom * width + right], along);
                scaled[y * edge + x] = float.Lerp(upper, lower, down);
            }
        }

        return scaled;
    }

    private static (int Low, int High, float Fraction) Between(int position, int length, int edge)
    {
        float source = Math.Clamp((position + 0.5f) * length / edge - 0.5f, 0, length - 1);
        int low = (int)source;
        return (low, Math.Min(low + 1, length - 1), source - low);
    }

    private static float[] Flipped(float[] plane, int edge)
    {
        float[] flipped = [.. plane];
        for (int y = 0; y < edge; y++)
            flipped.AsSpan(y * edge, edge).Reverse();
        return flipped;
    }
}
