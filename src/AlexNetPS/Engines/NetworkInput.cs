using AlexNetPS.Networks;

namespace AlexNetPS.Engines;

/// <summary>
/// Input of a network: float32 values, or 8-bit pixels with what makes values of them. 8-bit pixels need a quarter of
/// the transfer time to a device, which then normalizes, erases and mixes them.
/// </summary>
public readonly ref struct NetworkInput
{
    /// <summary>
    /// Rows of a channel in <see cref="Mappings"/>: factor, offset, and fraction of the mean image that is subtracted.
    /// </summary>
    internal const int MappingRows = 3;

    // Of the whole batch, because its images are mixed across the parts of a slice.
    private readonly ReadOnlySpan<byte> _levels;
    private readonly ReadOnlySpan<float> _mappings;
    private readonly ReadOnlySpan<MeanWindow> _windows;
    private readonly ReadOnlySpan<InputErasure> _erasures;
    private readonly int _batch, _first, _count;

    /// <summary>Creates an input of float32 values.</summary>
    /// <param name="values">[count, channels, height, width].</param>
    public NetworkInput(ReadOnlySpan<float> values) => Values = values;

    /// <summary>Creates an input of 8-bit pixels.</summary>
    /// <param name="count">Number of images.</param>
    /// <param name="levels">8-bit pixels, [count, channels, height, width].</param>
    /// <param name="mappings">[count, 3, channels], see <see cref="Mappings"/>.</param>
    /// <param name="mean">Mean image; null for none.</param>
    /// <param name="windows">[count]; empty without a mean image.</param>
    /// <param name="erasures">[count, any number]; see <see cref="Erasures"/>.</param>
    /// <param name="mix">How the images are mixed; null if they are not.</param>
    internal NetworkInput(int count, ReadOnlySpan<byte> levels, ReadOnlySpan<float> mappings, MeanInput? mean = null,
        ReadOnlySpan<MeanWindow> windows = default, ReadOnlySpan<InputErasure> erasures = default, InputMix? mix = null)
    {
        IsBytes = true;
        _levels = levels;
        _mappings = mappings;
        _windows = windows;
        _erasures = erasures;
        (_batch, _count) = (count, count);
        Mean = mean;
        Mix = mix;
    }

    private NetworkInput(NetworkInput batch, int first, int count)
    {
        this = batch;
        (_first, _count) = (first, count);
    }

    /// <summary>Whether the input is 8-bit pixels.</summary>
    public bool IsBytes { get; }

    /// <summary>float32 values, [count, channels, height, width]; empty for 8-bit pixels.</summary>
    public ReadOnlySpan<float> Values { get; }

    /// <summary>8-bit pixels, [count, channels, height, width], 0 to 255; empty for float32 values.</summary>
    public ReadOnlySpan<byte> Levels => Own(_levels);

    /// <summary>
    /// [count, 3, channels]: value = factor * pixel + offset - part * mean. Each operation is rounded separately, as in
    /// the transforms that produce float32 values.
    /// </summary>
    internal ReadOnlySpan<float> Mappings => Own(_mappings);

    /// <summary>Mean image that is subtracted; null for none.</summary>
    internal MeanInput? Mean { get; }

    /// <summary>[count]: window of the mean image under each image.</summary>
    internal ReadOnlySpan<MeanWindow> Windows => Own(_windows);

    /// <summary>[count, any number]: what is then overwritten, in this order.</summary>
    internal ReadOnlySpan<InputErasure> Erasures => Own(_erasures);

    /// <summary>How the images are mixed after all that; null if they are not.</summary>
    internal InputMix? Mix { get; }

    /// <summary>
    /// The image with which the first one is mixed: that before it in the batch, or the batch's last one.
    /// </summary>
    internal NetworkInput Previous => new(this, (_first + _batch - 1) % _batch, 1);

    /// <summary>Number of values: count * channels * height * width.</summary>
    public int Length => IsBytes ? Levels.Length : Values.Length;

    /// <summary>Returns a range of images.</summary>
    /// <param name="first">Index of the first image.</param>
    /// <param name="count">Number of images.</param>
    /// <param name="shape">Shape of one image.</param>
    public NetworkInput Slice(int first, int count, TensorShape shape)
    {
        int length = (int)shape.Count;
        return IsBytes
            ? new(this, _first + first, count)
            : new(Values.Slice(first * length, count * length));
    }

    /// <summary>Creates an input of float32 values.</summary>
    public static implicit operator NetworkInput(ReadOnlySpan<float> values) => new(values);

    /// <summary>Creates an input of float32 values.</summary>
    public static implicit operator NetworkInput(Span<float> values) => new(values);

    /// <summary>Creates an input of float32 values.</summary>
    public static implicit operator NetworkInput(float[] values) => new(values);

    private ReadOnlySpan<T> Own<T>(ReadOnlySpan<T> rows)
    {
        int row = _batch == 0 ? 0 : rows.Length / _batch;
        return rows.Slice(_first * row, _count * row);
    }
}

/// <summary>A mean image and its horizontal flip.</summary>
/// <param name="channels">Number of channels, in the order of the network.</param>
/// <param name="edge">Height and width in pixels.</param>
/// <param name="values">[2, channels, edge, edge]; the second half is flipped.</param>
internal sealed class MeanInput(int channels, int edge, float[] values)
{
    public int Channels => channels;

    public int Edge => edge;

    public ReadOnlySpan<float> Values => values;
}

/// <summary>Window of the mean image under an image.</summary>
/// <param name="Flipped">Whether the window is in the horizontal flip.</param>
/// <param name="Top">First row.</param>
/// <param name="Left">First column.</param>
internal readonly record struct MeanWindow(bool Flipped, int Top, int Left);
