using AlexNetPS.Imaging;
using AlexNetPS.Randomness;

namespace AlexNetPS.Transforms;

/// <summary>The way back from the network's input to an image for people.</summary>
public sealed partial class TransformPipeline
{
    /// <summary>
    /// What black and white become in each channel, red first; if a mean image is subtracted, at its average, and if
    /// the image's own mean is, for one of medium brightness.
    /// </summary>
    internal (double Black, double White)[] Levels()
    {
        var mapping = new PixelMapping(_input.Channels);
        for (int i = 0; i < _transforms.Length; i++)
        {
            if (!_transforms[i].IsRandom)
                _transforms[i].Recolor(mapping, default);
        }

        return
        [
            .. Enumerable.Range(0, _input.Channels).Select(channel =>
            {
                double black =
                    mapping.PlainOffset(channel) - mapping.MeanFactor(channel) * (_mean?.Average(channel) ?? 0);
                double range = 255 * mapping.Factor(channel);
                return _transforms.Any(transform => transform is ImageMeanSubtract)
                    ? (-range / 2, range / 2)
                    : (black, black + range);
            }),
        ];
    }

    /// <summary>
    /// Undoes normalization, and nothing else: crops, color noise, erased and mixed parts stay visible. Values beyond
    /// the gray levels are clipped.
    /// </summary>
    /// <param name="values">A view that <see cref="Apply(Imaging.PixelView, in RandomStream, Span{float})"/> made; it
    /// is overwritten.</param>
    /// <param name="width">Width of the image it was made of.</param>
    /// <param name="height">Height of the image it was made of.</param>
    /// <param name="random">The same numbers.</param>
    /// <param name="view">Which view.</param>
    /// <param name="pixels">[height, width, channels], red first.</param>
    internal void Restore(Span<float> values, int width, int height, in RandomStream random, int view,
        Span<byte> pixels)
    {
        var mapping = new PixelMapping(_input.Channels);
        CropGeometry geometry = Arrange(width, height, random, view, mapping);
        var planes = new ViewValues(values, _input.Channels, _input.Height, _input.Width, mapping.BlueFirst);
        _mean?.Restore(geometry, mapping, planes);
        for (int channel = 0; channel < _input.Channels; channel++)
        {
            ReadOnlySpan<float> plane = planes.Plane(channel);
            float factor = mapping.Factor(channel), offset = mapping.PlainOffset(channel);
            for (int i = 0; i < plane.Length; i++)
            {
                pixels[i * _input.Channels + channel] =
                    (byte)Math.Clamp(MathF.Round((plane[i] - offset) / factor), 0, 255);
            }
        }
    }
}
