using System.Runtime.InteropServices;
using System.Text.Json.Serialization;

namespace AlexNetPS.Datasets.Means;

/// <summary>
/// The mean of the training images at every pixel, on the scale 0..255, in the order red, green, blue (one plane for
/// gray).
/// </summary>
/// <remarks>
/// The mean of the images as stored, exact before rounding to float32: sums are integers, so the mean depends neither
/// on threads nor on the history of the store (interrupted, incremental or fresh import).
/// </remarks>
[method: JsonConstructor]
public sealed class MeanImage(int width, int height, int channels, ReadOnlyMemory<byte> values)
{
    /// <summary>Columns.</summary>
    public int Width { get; } = width;

    /// <summary>Rows.</summary>
    public int Height { get; } = height;

    /// <summary>1 or 3.</summary>
    public int Channels { get; } = channels;

    /// <summary>[channels, height, width] as float32, little endian; base64 in JSON.</summary>
    [JsonInclude]
    internal ReadOnlyMemory<byte> Values { get; } = values;

    /// <summary>The values of a channel, [height, width].</summary>
    public ReadOnlySpan<float> Plane(int channel) =>
        MemoryMarshal.Cast<byte, float>(Values.Span).Slice(channel * Width * Height, Width * Height);

    /// <inheritdoc/>
    public override string ToString() => $"{Width}x{Height} pixels, {Channels} channel{(Channels == 1 ? "" : "s")}";

    /// <summary>Converts means in the order of stored images, [height, width, channels].</summary>
    internal static MeanImage FromInterleaved(int width, int height, int channels, ReadOnlySpan<double> means)
    {
        float[] planes = new float[means.Length];
        for (int i = 0; i < means.Length; i++)
            planes[i % channels * width * height + i / channels] = (float)means[i];
        return new(width, height, channels, MemoryMarshal.AsBytes(planes.AsSpan()).ToArray());
    }

    /// <summary>Channel means, on the scale 0..1, as a mean image of one pixel that is used for all.</summary>
    internal static MeanImage Flat(IReadOnlyList<double> means) =>
        FromInterleaved(1, 1, means.Count, [.. means.Select(mean => 255 * mean)]);

    /// <summary>Returns the errors as "field: error".</summary>
    internal IEnumerable<string> Problems()
    {
        if (Width is < 1 or > 4096)
        {
            yield return $"width: {Width} is not between 1 and 4096 pixels";
        }
        else if (Height is < 1 or > 4096)
        {
            yield return $"height: {Height} is not between 1 and 4096 pixels";
        }
        else if (Channels is not (1 or 3))
        {
            yield return $"channels: {Channels} is not 1 or 3";
        }
        else if (Values.Length != 4L * Width * Height * Channels)
        {
            yield return $"values: {Values.Length} bytes instead of the {4L * Width * Height * Channels} of {this} in "
                + "float32";
        }
        else if (MemoryMarshal.Cast<byte, float>(Values.Span).ContainsAnyExceptInRange(0f, 255f))
        {
            yield return "values: not all are between 0 and 255";
        }
    }
}
