using System.Buffers;
using AlexNetPS.Engines;
using AlexNetPS.Imaging;
using AlexNetPS.Imaging.Resampling;
using AlexNetPS.Networks;
using AlexNetPS.Randomness;

namespace AlexNetPS.Transforms;

/// <summary>
/// A list of transforms composed for a network's input: from a stored image to planes of values or 8-bit pixels, with
/// at most one resampling and one pass over the pixels. Thread-safe.
/// </summary>
public sealed partial class TransformPipeline
{
    private readonly TransformDefinition[] _transforms;
    private readonly BatchTransformDefinition[] _batchTransforms;
    private readonly TensorShape _input;
    private readonly MeanPlanes? _mean;
    private readonly bool _editsPixels, _editsValues;
    private readonly int[] _erasing;

    /// <summary>Composes transforms.</summary>
    /// <param name="transforms">Transforms in order; values from a dataset are already resolved.</param>
    /// <param name="input">The network's input: 1 or 3 channels.</param>
    /// <param name="batchTransforms">Transforms of a training batch after that; null for none.</param>
    /// <exception cref="TransformException">The transforms cannot produce this input.</exception>
    public TransformPipeline(IReadOnlyList<TransformDefinition> transforms, TensorShape input,
        IReadOnlyList<BatchTransformDefinition>? batchTransforms = null)
    {
        _transforms = [.. transforms];
        _batchTransforms = [.. batchTransforms ?? []];
        _editsPixels = _transforms.Any(transform => transform.EditsPixels);
        _editsValues = _transforms.Any(transform => transform.EditsValues);
        _erasing = [.. Enumerable.Range(0, _transforms.Length).Where(i => _transforms[i].Erases)];
        _input = input;
        Views = _transforms.Aggregate(1, (views, transform) => views * transform.Views);
        if (input.Channels is not (1 or 3))
        {
            throw new TransformException($"A network with {input.Channels} input channels cannot take images; it "
                + "needs 1 (gray) or 3 (red, green, blue).");
        }

        if (OutputSize(_transforms) is int size && (size != input.Width || size != input.Height))
        {
            throw new TransformException(
                $"The transforms produce {size}x{size} pixels, and the network takes {input.Width}x{input.Height}.");
        }

        _mean = MeanPlanes.Of(_transforms, input);
    }

    /// <summary>
    /// Inputs per image: 1, or several with <see cref="TenCrop"/> and <see cref="MultiCrop"/>. Their softmax outputs
    /// are averaged.
    /// </summary>
    public int Views { get; }

    /// <summary>Values per input: channels * height * width.</summary>
    public int ViewLength => (int)_input.Count;

    /// <summary>
    /// Whether inputs can be 8-bit pixels: only factors, offsets, a mean image and what a device can be told change
    /// them to values.
    /// </summary>
    internal bool ProducesBytes => !_transforms.Any(transform => transform.EditsValues && !transform.Erases);

    /// <summary>Rectangles of an input of 8-bit pixels that may be erased.</summary>
    internal int Erasures => _erasing.Length;

    /// <summary>The network's input shape.</summary>
    internal TensorShape Input => _input;

    /// <summary>The subtracted mean image in the form of a network that accepts 8-bit pixels; null for none.</summary>
    internal MeanInput? Mean => _mean?.Image;

    /// <summary>Returns the edge of the transforms' square output; null if it depends on the image.</summary>
    internal static int? OutputSize(IEnumerable<TransformDefinition> transforms) =>
        transforms.Aggregate((int?)null,
            (size, transform) => transform is Resize ? null : transform.OutputSize ?? size);

    /// <summary>Transforms an image deterministically (evaluation).</summary>
    /// <param name="image">Stored or decoded image.</param>
    /// <param name="destination">[views, channels, height, width].</param>
    /// <exception cref="TransformException">The result does not have the network's input size.</exception>
    public void Apply(PixelView image, Span<float> destination) => Apply(image, default, destination);

    /// <summary>Transforms an image.</summary>
    /// <param name="image">Stored or decoded image.</param>
    /// <param name="random">Random numbers of the image in this epoch.</param>
    /// <param name="destination">[views, channels, height, width].</param>
    /// <exception cref="TransformException">The result does not have the network's input size.</exception>
    public void Apply(PixelView image, in RandomStream random, Span<float> destination)
    {
        if (destination.Length != Views * ViewLength)
        {
            throw new ArgumentException(
                $"The destination holds {destination.Length} values instead of {Views} x {_input}.",
                nameof(destination));
        }

        var mapping = new PixelMapping(_input.Channels);
        for (int view = 0; view < Views; view++)
        {
            CropGeometry geometry = Arrange(image.Width, image.Height, random, view, mapping);
            Span<float> values = destination.Slice(view * ViewLength, ViewLength);
            Render<float, PixelValues>(image, geometry, mapping, random, values);
            if (_mean is null && !_editsValues)
                continue;

            var planes = new ViewValues(values, _input.Channels, _input.Height, _input.Width, mapping.BlueFirst);
            _mean?.Subtract(geometry, mapping, planes);
            for (int i = 0; i < _transforms.Length; i++)
            {
                if (_transforms[i].EditsValues)
                    _transforms[i].Edit(planes, new TransformRandom(random, i));
            }
        }
    }

    /// <summary>
    /// Transforms an image to 8-bit pixels and their mapping to values; requires <see cref="ProducesBytes"/>.
    /// </summary>
    /// <param name="image">Stored or decoded image.</param>
    /// <param name="random">Random numbers of the image in this epoch.</param>
    /// <param name="levels">[views, channels, height, width].</param>
    /// <param name="mappings">[views, 3, channels]; see <see cref="NetworkInput.Mappings"/>.</param>
    /// <param name="windows">[views]; empty if no mean image is subtracted.</param>
    /// <param name="erasures">[views, <see cref="Erasures"/>]; they receive what is erased.</param>
    /// <exception cref="TransformException">The result does not have the network's input size.</exception>
    internal void Apply(PixelView image, in RandomStream random, Span<byte> levels, Span<float> mappings,
        Span<MeanWindow> windows, ReadOnlySpan<InputErasure> erasures)
    {
        var mapping = new PixelMapping(_input.Channels);
        int row = NetworkInput.MappingRows * _input.Channels;
        for (int view = 0; view < Views; view++)
        {
            CropGeometry geometry = Arrange(image.Width, image.Height, random, view, mapping);
            Render<byte, PixelLevels>(image, geometry, mapping, random, levels.Slice(view * ViewLength, ViewLength));
            mapping.Write(mappings.Slice(view * row, row));
            if (_mean is not null)
                windows[view] = _mean.Window(geometry);
            for (int i = 0; i < _erasing.Length; i++)
            {
                _transforms[_erasing[i]].Erase(erasures[view * _erasing.Length + i], _input, mapping.BlueFirst,
                    new TransformRandom(random, _erasing[i]));
            }
        }
    }

    /// <summary>Draws how a training batch is mixed; null if it is not.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="epoch">Epoch; with seed and step, it determines the random numbers.</param>
    /// <param name="step">Index of the batch in the epoch.</param>
    internal InputMix? DrawMix(ulong seed, uint epoch, uint step)
    {
        if (_batchTransforms.Length == 0)
            return null;
        var random = new BatchRandom(seed, epoch, step);
        BatchTransformDefinition transform = _batchTransforms[random.Choice(_batchTransforms.Length)];
        return random.Happens(transform.Probability) ? transform.Draw(random, _input.Height, _input.Width) : null;
    }

    private CropGeometry Arrange(int width, int height, in RandomStream random, int view, PixelMapping mapping)
    {
        var geometry = new CropGeometry(width, height);
        mapping.Reset();
        for (int i = 0; i < _transforms.Length; i++)
        {
            var numbers = new TransformRandom(random, i);
            _transforms[i].Arrange(ref geometry, numbers, view);
            _transforms[i].Recolor(mapping, numbers);
        }

        return geometry.Width == _input.Width && geometry.Height == _input.Height
            ? geometry
            : throw new TransformException(
            $"An image of {width}x{height} pixels becomes {geometry.Width}x{geometry.Height}, and the network takes "
                + $"{_input.Width}x{_input.Height}; end the geometry with CenterCrop, RandomCrop, RandomResizedCrop "
                + "or Squash.");
    }

    private void Render<T, TForm>(PixelView image, in CropGeometry geometry, PixelMapping mapping,
        in RandomStream random, Span<T> destination)
        where T : unmanaged
        where TForm : IPixelForm<T>
    {
        int channels = image.Channels, stride = image.Width * channels;
        if (geometry.IsCopy && !_editsPixels)
        {
            int first = (int)geometry.Top * stride + (int)geometry.Left * channels;
            PixelConversion.ToPlanes<T, TForm>(image.Pixels[first..], stride, geometry.Width, geometry.Height,
                channels, geometry.Flipped, mapping, destination);
            return;
        }

        int length = geometry.Width * geometry.Height * channels;
        byte[] rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            Span<byte> pixels = rented.AsSpan(0, length);

            // Scaled corners may be outside the image by a rounding error.
            var box = new ResampleBox(geometry.Left, geometry.Top,
                Math.Min(geometry.Left + geometry.BoxWidth, image.Width),
                Math.Min(geometry.Top + geometry.BoxHeight, image.Height));
            Resampler.Resize(image, box, geometry.Width, geometry.Height, pixels, geometry.WithinBox);
            for (int i = 0; _editsPixels && i < _transforms.Length; i++)
            {
                if (_transforms[i].EditsPixels)
                    _transforms[i].Edit(pixels, channels, new TransformRandom(random, i));
            }

            PixelConversion.ToPlanes<T, TForm>(pixels, geometry.Width * channels, geometry.Width, geometry.Height,
                channels, geometry.Flipped, mapping, destination);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
