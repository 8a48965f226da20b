namespace AlexNetPS.Transforms;

/// <summary>
/// What a gray level p of a channel becomes: factor * (p + shift) + offset. All color and normalization steps fold
/// into it.
/// </summary>
internal sealed class PixelMapping(int channels)
{
    private readonly double[] _factor = Enumerable.Repeat(1.0, channels).ToArray(), _offset =
        new double[channels], _shift = new double[channels], _mean = new double[channels];

    public int Channels => channels;

    /// <summary>Whether the blue plane comes first. Channels are numbered red, green, blue all the same.</summary>
    public bool BlueFirst { get; set; }

    /// <summary>Where the plane of a channel lies.</summary>
    public int Plane(int channel) => BlueFirst && channels == 3 ? 2 - channel : channel;

    public float Factor(int channel) => (float)_factor[channel];

    public float Offset(int channel) => (float)(_factor[channel] * _shift[channel] + _offset[channel]);

    /// <summary>What a level becomes if the image was not made brighter: factor * p + this.</summary>
    public float PlainOffset(int channel) => (float)_offset[channel];

    /// <summary>How much of the mean image is to be subtracted: 0 for none.</summary>
    public float MeanFactor(int channel) => (float)_mean[channel];

    /// <summary>
    /// Writes factor, offset and part of the mean image, each for all channels in the order of their planes.
    /// </summary>
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

    /// <summary>Back to the identity.</summary>
    public void Reset()
    {
        Array.Fill(_factor, 1);
        Array.Clear(_offset);
        Array.Clear(_shift);
        Array.Clear(_mean);
        BlueFirst = false;
    }

    /// <summary>
    /// Makes the image itself brighter by some gray levels, whatever is done to its values afterwards.
    /// </summary>
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
