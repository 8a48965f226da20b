using AlexNetPS.Imaging;
using AlexNetPS.Randomness;

namespace AlexNetPS.Transforms;

/// <summary>Converts network inputs back to displayable images.</summary>
public sealed partial class TransformPipeline
{
    /// <summary>
    /// Values of black and white in each channel, red first. A subtracted mean image counts with its average; the
    /// image's own mean with medium brightness.
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

    /// <summary>Returns the part of a prepared image that enters the network in evaluation.</summary>
    /// <param name="width">Width of the prepared image.</param>
    /// <param name="height">Height of the prepared image.</param>
    /// <param name="view">Index of the crop.</param>
    /// <exception cref="TransformException">The result does not have the network's input size.</exception>
    internal ImageRegion Seen(int width, int height, int view = 0)
    {
        CropGeometry geometry = Arrange(width, height, default, view, new PixelMapping(_input.Channels));
        return new(geometry.Left / width, geometry.Top / height, geometry.BoxWidth / width,
            geometry.BoxHeight / height, geometry.Flipped);
    }

    /// <summary>
    /// Undoes normalization only: crops, color noise, erased and mixed parts stay visible. Values outside the 8-bit
    /// range are clipped.
    /// </summary>
    /// <param name="values">One crop that <see cref="Apply(Imaging.PixelView, in RandomStream, Span{float})"/>
    /// produced; overwritten.</param>
    /// <param name="width">Width of the source image.</param>
    /// <param name="height">Height of the source image.</param>
    /// <param name="random">The same random numbers.</param>
    /// <param name="view">Index of the crop.</param>
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
