using AlexNetPS.Networks;

namespace AlexNetPS.Engines;

/// <summary>
/// Images on their way into a network: their float32 values; or gray levels, a byte each, with what makes values of
/// them. Levels reach another device in a quarter of the time, and are normalized there.
/// </summary>
public readonly ref struct NetworkInput
{
    /// <summary>
    /// Numbers of a channel in <see cref="Mappings"/>: factor, offset, and part of the mean image that is subtracted.
    /// </summary>
    internal const int MappingRows = 3;

    /// <summary>Images as values.</summary>
    /// <param name="values">[count, channels, height, width].</param>
    public NetworkInput(ReadOnlySpan<float> values) => Values = values;

    /// <summary>Images as gray levels.</summary>
    /// <param name="levels">[count, channels, height, width].</param>
    /// <param name="mappings">[count, 3, channels].</param>
    /// <param name="mean">Subtracted from each image; null for none.</param>
    /// <param name="windows">[count]; empty without a mean image.</param>
    internal NetworkInput(ReadOnlySpan<byte> levels, ReadOnlySpan<float> mappings, MeanInput? mean,
        ReadOnlySpan<MeanWindow> windows)
    {
        IsBytes = true;
        Levels = levels;
        Mappings = mappings;
        Mean = mean;
        Windows = windows;
    }

    /// <summary>Whether there are gray levels and no values.</summary>
    public bool IsBytes { get; }

    /// <summary>[count, channels, height, width]; empty where there are levels.</summary>
    public ReadOnlySpan<float> Values { get; }

    /// <summary>[count, channels, height, width], 0 to 255; empty where there are values.</summary>
    public ReadOnlySpan<byte> Levels { get; }

    /// <summary>
    /// [count, 3, channels]: value = factor * level + offset - part * mean, each operation rounded by itself, as the
    /// transforms do that give values.
    /// </summary>
    internal ReadOnlySpan<float> Mappings { get; }

    /// <summary>What is subtracted from each image, if anything.</summary>
    internal MeanInput? Mean { get; }

    /// <summary>[count]: which part of the mean image lies under each image.</summary>
    internal ReadOnlySpan<MeanWindow> Windows { get; }

    /// <summary>Numbers of all images together, count * channels * height * width.</summary>
    public int Length => IsBytes ? Levels.Length : Values.Length;

    /// <summary>Some of the images.</summary>
    /// <param name="first">The first.</param>
    /// <param name="count">How many.</param>
    /// <param name="shape">Shape of each.</param>
    public NetworkInput Slice(int first, int count, TensorShape shape)
    {
        int length = (int)shape.Count, row = MappingRows * shape.Channels;
        return IsBytes
            ? new(Levels.Slice(first * length, count * length), Mappings.Slice(first * row, count * row), Mean,
                Mean is null ? default : Windows.Slice(first, count))
            : new(Values.Slice(first * length, count * length));
    }

    /// <summary>Images as values.</summary>
    public static implicit operator NetworkInput(ReadOnlySpan<float> values) => new(values);

    /// <summary>Images as values.</summary>
    public static implicit operator NetworkInput(Span<float> values) => new(values);

    /// <summary>Images as values.</summary>
    public static implicit operator NetworkInput(float[] values) => new(values);
}

/// <summary>A mean image, as it is and flipped, for a network to subtract windows of.</summary>
/// <param name="channels">Channels of the network, in its order.</param>
/// <param name="edge">Rows and columns.</param>
/// <param name="values">[2, channels, edge, edge]; the second half is flipped.</param>
internal sealed class MeanInput(int channels, int edge, float[] values)
{
    public int Channels => channels;

    public int Edge => edge;

    public ReadOnlySpan<float> Values => values;
}

/// <summary>The part of a mean image that lies under an image.</summary>
/// <param name="Flipped">Whether it is taken from the mirror image.</param>
/// <param name="Top">Its first row.</param>
/// <param name="Left">Its first column.</param>
internal readonly record struct MeanWindow(bool Flipped, int Top, int Left);
