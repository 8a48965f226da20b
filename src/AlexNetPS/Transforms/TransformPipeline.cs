using System.Buffers;
using AlexNetPS.Imaging;
using AlexNetPS.Networks;
using AlexNetPS.Randomness;

namespace AlexNetPS.Transforms;

/// <summary>
/// A list of transforms made ready for a network's input: from a stored picture to float planes, in one resampling at most and one
/// pass over the pixels. Thread-safe.
/// </summary>
public sealed class TransformPipeline
{
    private readonly TransformDefinition[] _transforms;
    private readonly TensorShape _input;

    /// <summary>Composes transforms.</summary>
    /// <param name="transforms">In order; whatever they take from a dataset is already resolved.</param>
    /// <param name="input">The network's input: 1 or 3 channels.</param>
    /// <exception cref="TransformException">The transforms cannot give this input.</exception>
    public TransformPipeline(IReadOnlyList<TransformDefinition> transforms, TensorShape input)
    {
        _transforms = [.. transforms];
        _input = input;
        Views = _transforms.Aggregate(1, (views, transform) => views * transform.Views);
        if (input.Channels is not (1 or 3))
            throw new TransformException($"A network with {input.Channels} input channels cannot take pictures; it needs 1 (grey) or 3 (red, green, blue).");
        if (OutputSize(_transforms) is int size && (size != input.Width || size != input.Height))
            throw new TransformException($"The transforms give {size}x{size} pixels, and the network takes {input.Width}x{input.Height}.");
    }

    /// <summary>Inputs that one picture becomes: 1, or 10 with <see cref="TenCrop"/>. Their softmax outputs are averaged.</summary>
    public int Views { get; }

    /// <summary>Values of one view: channels * height * width.</summary>
    public int ViewLength => (int)_input.Count;

    /// <summary>Edge of the square that the transforms give; null where it depends on the picture.</summary>
    internal static int? OutputSize(IEnumerable<TransformDefinition> transforms) =>
        transforms.Aggregate((int?)null, (size, transform) => transform is Resize ? null : transform.OutputSize ?? size);

    /// <summary>Transforms a picture without chance (evaluation).</summary>
    /// <param name="picture">As stored or decoded.</param>
    /// <param name="destination">[views, channels, height, width].</param>
    /// <exception cref="TransformException">The result has not the network's size.</exception>
    public void Apply(PixelView picture, Span<float> destination) => Apply(picture, default, destination);

    /// <summary>Transforms a picture.</summary>
    /// <param name="picture">As stored or decoded.</param>
    /// <param name="random">The picture's numbers in this epoch.</param>
    /// <param name="destination">[views, channels, height, width].</param>
    /// <exception cref="TransformException">The result has not the network's size.</exception>
    public void Apply(PixelView picture, in RandomStream random, Span<float> destination)
    {
        if (destination.Length != Views * ViewLength)
            throw new ArgumentException($"The destination holds {destination.Length} values instead of {Views} x {_input}.", nameof(destination));

        var mapping = new PixelMapping(_input.Channels);
        for (int view = 0; view < Views; view++)
        {
            var geometry = new CropGeometry(picture.Width, picture.Height);
            mapping.Reset();
            for (int i = 0; i < _transforms.Length; i++)
            {
                var numbers = new TransformRandom(random, i);
                _transforms[i].Arrange(ref geometry, numbers, view);
                _transforms[i].Recolor(mapping, numbers);
            }

            if (geometry.Width != _input.Width || geometry.Height != _input.Height)
            {
                throw new TransformException(
                    $"A picture of {picture.Width}x{picture.Height} pixels becomes {geometry.Width}x{geometry.Height}, and the network takes {_input.Width}x{_input.Height}; end the geometry with CenterCrop, RandomCrop, RandomResizedCrop or Squash.");
            }

            Render(picture, geometry, mapping, destination.Slice(view * ViewLength, ViewLength));
        }
    }

    private static void Render(PixelView picture, in CropGeometry geometry, PixelMapping mapping, Span<float> destination)
    {
        int channels = picture.Channels, stride = picture.Width * channels;
        if (geometry.IsCopy)
        {
            int first = (int)geometry.Top * stride + (int)geometry.Left * channels;
            PixelConversion.ToPlanes(picture.Pixels[first..], stride, geometry.Width, geometry.Height, channels, geometry.Mirrored, mapping, destination);
            return;
        }

        int length = geometry.Width * geometry.Height * channels;
        byte[] resized = ArrayPool<byte>.Shared.Rent(length);
        try
        {

            // Scaled corners may lie a rounding error outside the picture.
            var box = new ResampleBox(geometry.Left, geometry.Top,
                Math.Min(geometry.Left + geometry.BoxWidth, picture.Width), Math.Min(geometry.Top + geometry.BoxHeight, picture.Height));
            Resampler.Resize(picture, box, geometry.Width, geometry.Height, resized.AsSpan(0, length), geometry.WithinBox);
            PixelConversion.ToPlanes(resized, geometry.Width * channels, geometry.Width, geometry.Height, channels, geometry.Mirrored, mapping, destination);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(resized);
        }
    }
}
