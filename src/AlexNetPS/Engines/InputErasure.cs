using AlexNetPS.Imaging;

namespace AlexNetPS.Engines;

/// <summary>A rectangle of an image that is overwritten once the image is values. Its memory is used again.</summary>
internal sealed class InputErasure
{
    private float[] _fill = [];
    private int _length;

    /// <summary>The rectangle; of no width if nothing is erased.</summary>
    public PixelBox Box { get; private set; }

    /// <summary>
    /// The new values, [channels], or [channels, height, width] of the rectangle; channels in the network's order.
    /// </summary>
    public ReadOnlySpan<float> Fill => _fill.AsSpan(0, _length);

    /// <summary>Sets the rectangle; returns the memory of its new values.</summary>
    public Span<float> Set(in PixelBox box, int length)
    {
        if (_fill.Length < length)
            _fill = GC.AllocateUninitializedArray<float>(length);
        (Box, _length) = (box, length);
        return _fill.AsSpan(0, length);
    }

    /// <summary>Erases nothing.</summary>
    public void Clear() => (Box, _length) = (default, 0);

    /// <summary>Copies another.</summary>
    public void Copy(InputErasure other) => other.Fill.CopyTo(Set(other.Box, other._length));

    /// <summary>Returns the new values of a channel's pixel in the rectangle.</summary>
    /// <param name="channels">Number of channels.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="pixel">Index of the pixel in the rectangle.</param>
    public float Value(int channels, int channel, int pixel) =>
        _length == channels ? _fill[channel] : _fill[channel * (_length / channels) + pixel];
}
