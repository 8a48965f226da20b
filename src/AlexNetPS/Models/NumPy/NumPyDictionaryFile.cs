using AlexNetPS.Models.Import;
using AlexNetPS.Models.Pickle;

namespace AlexNetPS.Models.NumPy;

/// <summary>
/// A pickled dictionary in a .npy file, layer name to weights and biases, in TensorFlow's layout: bvlc_alexnet.npy, which
/// caffe-tensorflow made of Caffe's net, and others of its kind. Kernels [row, column, in, out], matrices [in, out].
/// </summary>
internal sealed class NumPyDictionaryFile(FileBytes bytes) : WeightFile(bytes)
{
    private const int PrefixBytes = 10, MaximumHeader = 1 << 16;

    public override string Format => "NumPy dictionary";

    /// <summary>caffe-tensorflow made them of Caffe's networks.</summary>
    public override string? Architecture => "BvlcAlexNet";

    public override bool BlueFirst => true;

    public override bool ChannelsLast => true;

    protected override IEnumerable<WeightTensor> List()
    {
        var cursor = new ByteCursor(Bytes, HeaderEnd(), Bytes.Length);
        object? root = new PickleReader(Bytes, cursor, NumPyArray.Types).Read();
        if (root is NumPyArray { Objects: [object single] }) root = single;
        if (root is not PickleDictionary layers) throw new FormatException("it holds no dictionary of layers");
        return layers.Named().SelectMany(layer => Layer(layer.Key, layer.Value));
    }

    private long HeaderEnd()
    {
        byte[] prefix = Bytes.Start(PrefixBytes + 2);
        if (prefix.Length < PrefixBytes + 2) throw new FormatException("it is truncated");
        (int start, long length) = prefix[6] == 1
            ? (PrefixBytes, System.Buffers.Binary.BinaryPrimitives.ReadUInt16LittleEndian(prefix.AsSpan(8)))
            : (PrefixBytes + 2, System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(prefix.AsSpan(8)));
        if (length > MaximumHeader || start + length > Bytes.Length) throw new FormatException($"it is truncated or damaged: its header claims {length:N0} bytes");
        byte[] header = new byte[(int)length];
        Bytes.Read(header, start);
        if (!System.Text.Encoding.Latin1.GetString(header).Contains("O'", StringComparison.Ordinal))
            throw new FormatException("it is a plain array, not a dictionary of layers");
        return start + length;
    }

    /// <summary>A list of weights and biases, or a dictionary of them.</summary>
    private static IEnumerable<WeightTensor> Layer(string name, object? value)
    {
        IReadOnlyList<object?> parts = value switch
        {
            IReadOnlyList<object?> list => list,
            PickleDictionary named => [named.Named().GetValueOrDefault("weights"), named.Named().GetValueOrDefault("biases")],
            NumPyArray array => array.Objects,
            _ => [],
        };
        if (parts is not [NumPyArray weights, NumPyArray biases]) throw new FormatException($"its layer '{Shown(name)}' is not a list of weights and biases");
        yield return ToPyTorch(weights.ToTensor($"{Shown(name)}.weight"));
        yield return biases.ToTensor($"{Shown(name)}.bias");
    }

    private static WeightTensor ToPyTorch(WeightTensor tensor) => tensor.Shape.Count switch
    {
        4 => tensor.Permute(3, 2, 0, 1),
        2 => tensor.Permute(1, 0),
        _ => tensor,
    };

    private static string Shown(string name) => name.Length <= 60 ? name : name[..57] + "...";
}
