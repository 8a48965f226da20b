using AlexNetPS.Engines;
using AlexNetPS.Imaging;
using AlexNetPS.Randomness;

namespace AlexNetPS.Transforms;

/// <summary>
/// Room for what pictures become on their way into a network: values, or grey levels where the network takes them.
/// </summary>
internal sealed class InputRows
{
    private readonly TransformPipeline _transforms;
    private readonly MeanPicture? _mean;
    private readonly float[] _values = [], _mappings = [];
    private readonly byte[] _levels = [];
    private readonly MeanWindow[] _windows = [];
    private readonly bool _asLevels;
    private readonly int _mappingLength, _windowLength;

    /// <param name="transforms">Pictures to inputs.</param>
    /// <param name="pictures">Pictures there is room for; each has one input for each view.</param>
    /// <param name="takesLevels">Whether the network takes grey levels.</param>
    public InputRows(TransformPipeline transforms, int pictures, bool takesLevels)
    {
        _transforms = transforms;
        _asLevels = takesLevels && transforms.GivesLevels;
        Length = transforms.Views * transforms.ViewLength;
        if (!_asLevels)
        {
            _values = GC.AllocateUninitializedArray<float>(checked(pictures * Length), pinned: true);
            return;
        }

        _mean = transforms.Mean;
        _mappingLength = transforms.Views * NetworkInput.MappingRows * transforms.Input.Channels;
        _windowLength = _mean is null ? 0 : transforms.Views;
        _levels = GC.AllocateUninitializedArray<byte>(checked(pictures * Length), pinned: true);
        _mappings = new float[pictures * _mappingLength];
        _windows = new MeanWindow[pictures * _windowLength];
    }

    /// <summary>Numbers of one picture: views * channels * height * width.</summary>
    public int Length { get; }

    /// <summary>Transforms a picture into a row.</summary>
    /// <param name="row">Its place.</param>
    /// <param name="picture">As stored or decoded.</param>
    /// <param name="random">The picture's numbers in this epoch; the default without chance.</param>
    /// <exception cref="TransformException">The result has not the network's size.</exception>
    public void Write(int row, PixelView picture, in RandomStream random)
    {
        if (_asLevels)
        {
            _transforms.Apply(picture, random, Row(_levels, row, Length), Row(_mappings, row, _mappingLength),
                Row(_windows, row, _windowLength));
        }
        else
        {
            _transforms.Apply(picture, random, Values(row));
        }
    }

    /// <summary>Copies a row to another.</summary>
    public void Copy(int from, int to)
    {
        if (_asLevels)
        {
            Row(_levels, from, Length).CopyTo(Row(_levels, to, Length));
            Row(_mappings, from, _mappingLength).CopyTo(Row(_mappings, to, _mappingLength));
            Row(_windows, from, _windowLength).CopyTo(Row(_windows, to, _windowLength));
        }
        else
        {
            Values(from).CopyTo(Values(to));
        }
    }

    /// <summary>A picture's values, where they are values: to look at, or to change.</summary>
    public Span<float> Values(int row) => Row(_values, row, Length);

    /// <summary>Mixes the first rows as a training batch; see <see cref="TransformPipeline.Mix"/>.</summary>
    public double Mix(int count, ulong seed, uint epoch, uint step) => _asLevels
        ? 1
        : _transforms.Mix(_values.AsSpan(0, count * Length), count, seed, epoch, step);

    /// <summary>The inputs of the first pictures.</summary>
    public NetworkInput First(int pictures) => _asLevels
        ? new(_levels.AsSpan(0, pictures * Length), _mappings.AsSpan(0, pictures * _mappingLength), _mean,
            _windows.AsSpan(0, pictures * _windowLength))
        : new(_values.AsSpan(0, pictures * Length));

    private static Span<T> Row<T>(T[] rows, int row, int length) => rows.AsSpan(row * length, length);
}
