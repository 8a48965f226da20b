namespace AlexNetPS.Transforms;

/// <summary>
/// Mapping of an 8-bit pixel p of a channel: factor * (p + shift) + offset. All color and normalization steps fold into
/// it.
/// </summary>
internal sealed class PixelMapping(int channels)
{
    private readonly double[] _factor = Enumerable.Repeat(1.0, channels).ToArray(), _offset =
        new double[channels], _shift = new double[channels], _mean = new double[channels];

    public int Channels => channels;

    /// <summary>Whether the blue plane comes first. Channels are still numbered red, green, blue.</summary>
    public bool BlueFirst { get; set; }

    /// <summary>Returns the plane index of a channel.</summary>
    public int Plane(int channel) => BlueFirst && channels == 3 ? 2 - channel : channel;

    public float Factor(int channel) => (float)_factor[channel];

    public float Offset(int channel) => (float)(_factor[channel] * _shift[channel] + _offset[channel]);

    /// <summary>Offset without brightness shift: a pixel maps to factor * p + this.</summary>
    public float PlainOffset(int channel) => (float)_offset[channel];

    /// <summary>Factor of the mean image to subtract: 0 for none.</summary>
    public float MeanFactor(int channel) => (float)_mean[channel];

    /// <summary>Writes factor, offset and mean image factor, each for all channels in plane order.</summary>
    public void Write(Span<float> rows)
    {
        for (int channel = 0; channel < channels; channel++)
        {
            int plane = Plane(channel);
            rows[plane] = Factor(channel);
            rows[channels + plane] = Offset(channel);
            rows[2 * channels + plane] = MeanFactor(channel);
        }
    }

    /// <summary>Resets to the identity.</summary>
    public void Reset()
    {
        Array.Fill(_factor, 1);
        Array.Clear(_offset);
        Array.Clear(_shift);
        Array.Clear(_mean);
        BlueFirst = false;
    }

    /// <summary>Shifts the 8-bit pixels themselves, before all other operations.</summary>
    public void Brighten(int channel, double bytes) => _shift[channel] += bytes;

    /// <summary>Multiplies the values.</summary>
    public void Multiply(int channel, double factor)
    {
        _factor[channel] *= factor;
        _offset[channel] *= factor;
        _mean[channel] *= factor;
    }

    /// <summary>Subtracts the mean image from the values.</summary>
    public void SubtractMeanImage() => Array.Fill(_mean, 1);

    /// <summary>Adds to the values.</summary>
    public void Add(int channel, double amount) => _offset[channel] += amount;
}
