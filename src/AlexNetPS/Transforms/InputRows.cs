using AlexNetPS.Engines;
using AlexNetPS.Imaging;
using AlexNetPS.Networks;
using AlexNetPS.Randomness;

namespace AlexNetPS.Transforms;

/// <summary>Buffer of network inputs: values, or 8-bit pixels if the network accepts them.</summary>
internal sealed class InputRows
{
    private readonly TransformPipeline _transforms;
    private readonly MeanInput? _mean;
    private readonly float[] _values = [], _mappings = [];
    private readonly byte[] _levels = [];
    private readonly MeanWindow[] _windows = [];
    private readonly InputErasure[] _erasures = [];
    private readonly bool _asBytes;
    private readonly int _mappingLength, _windowLength, _erasureLength;
    private InputMix? _mix;

    /// <param name="transforms">Transforms from images to inputs.</param>
    /// <param name="images">Capacity in images; each has one input per crop.</param>
    /// <param name="acceptsBytes">Whether the network accepts 8-bit pixels.</param>
    public InputRows(TransformPipeline transforms, int images, bool acceptsBytes)
    {
        _transforms = transforms;
        _asBytes = acceptsBytes && transforms.ProducesBytes;
        Length = transforms.Views * transforms.ViewLength;
        if (!_asBytes)
        {
            _values = GC.AllocateUninitializedArray<float>(checked(images * Length), pinned: true);
            return;
        }

        _mean = transforms.Mean;
        _mappingLength = transforms.Views * NetworkInput.MappingRows * transforms.Input.Channels;
        _windowLength = _mean is null ? 0 : transforms.Views;
        _levels = GC.AllocateUninitializedArray<byte>(checked(images * Length), pinned: true);
        _mappings = new float[images * _mappingLength];
        _windows = new MeanWindow[images * _windowLength];
        _erasureLength = transforms.Views * transforms.Erasures;
        _erasures = [.. Enumerable.Range(0, images * _erasureLength).Select(_ => new InputErasure())];
    }

    /// <summary>Values per image: views * channels * height * width.</summary>
    public int Length { get; }

    /// <summary>Transforms an image into a row.</summary>
    /// <param name="row">Row index.</param>
    /// <param name="image">Stored or decoded image.</param>
    /// <param name="random">Random numbers of the image in this epoch; default for deterministic transforms.</param>
    /// <exception cref="TransformException">The result does not have the network's input size.</exception>
    public void Write(int row, PixelView image, in RandomStream random)
    {
        if (_asBytes)
        {
            _transforms.Apply(image, random, Row(_levels, row, Length), Row(_mappings, row, _mappingLength),
                Row(_windows, row, _windowLength), Row(_erasures, row, _erasureLength));
        }
        else
        {
            _transforms.Apply(image, random, Values(row));
        }
    }

    /// <summary>Copies a row to another.</summary>
    public void Copy(int from, int to)
    {
        if (_asBytes)
        {
            Row(_levels, from, Length).CopyTo(Row(_levels, to, Length));
            Row(_mappings, from, _mappingLength).CopyTo(Row(_mappings, to, _mappingLength));
            Row(_windows, from, _windowLength).CopyTo(Row(_windows, to, _windowLength));
            for (int i = 0; i < _erasureLength; i++)
                Row(_erasures, to, _erasureLength)[i].Copy(Row(_erasures, from, _erasureLength)[i]);
        }
        else
        {
            Values(from).CopyTo(Values(to));
        }
    }

    /// <summary>Values of an image that is not stored as 8-bit pixels, for reading or changing.</summary>
    public Span<float> Values(int row) => Row(_values, row, Length);

    /// <summary>Mixes the first rows as a training batch; see <see cref="TransformPipeline.DrawMix"/>.</summary>
    /// <returns>Fraction of each input that is its own image, the rest being the previous one; 1 if nothing was
    /// mixed.</returns>
    public double Mix(int count, ulong seed, uint epoch, uint step)
    {
        _mix = _transforms.DrawMix(seed, epoch, step);
        if (_mix is not InputMix mix)
            return 1;
        TensorShape input = _transforms.Input;
        if (!_asBytes)
            new BatchValues(_values.AsSpan(0, count * Length), count, input.Height, input.Width).Mix(mix);
        return mix.Share;
    }

    /// <summary>Returns the inputs of the first images.</summary>
    public NetworkInput First(int images) => _asBytes
        ? new(images * _transforms.Views, _levels.AsSpan(0, images * Length),
            _mappings.AsSpan(0, images * _mappingLength), _mean, _windows.AsSpan(0, images * _windowLength),
            _erasures.AsSpan(0, images * _erasureLength), _mix)
        : new(_values.AsSpan(0, images * Length));

    private static Span<T> Row<T>(T[] rows, int row, int length) => rows.AsSpan(row * length, length);
}
