namespace AlexNetPS.Transforms;

/// <summary>One network input: float planes addressed by color, whatever their order.</summary>
internal readonly ref struct ViewValues(Span<float> values, int channels, int height, int width, bool blueFirst)
{
    private readonly Span<float> _values = values;

    public int Channels { get; } = channels;

    public int Height { get; } = height;

    public int Width { get; } = width;

    /// <summary>The plane of a channel, numbered red, green, blue.</summary>
    public Span<float> Plane(int channel)
    {
        int length = Height * Width, position = blueFirst && Channels == 3 ? 2 - channel : channel;
        return _values.Slice(position * length, length);
    }
}
