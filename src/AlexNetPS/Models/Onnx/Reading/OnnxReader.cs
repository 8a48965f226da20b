using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Protobuf;

namespace AlexNetPS.Models.Onnx.Reading;

/// <summary>
/// Reads an onnx.ModelProto by its field numbers (onnx/onnx, onnx.proto): the graph, its constants without their
/// values, and the metadata.
/// </summary>
internal sealed class OnnxReader
{
    private const int Graph = 7, MetadataEntry = 14, Functions = 25;
    private const int Node = 1, Initializer = 5, Input = 11, Output = 12, SparseInitializer = 15;

    // AlexNet has some 30 operators and 16 constants.
    private const int MaximumParts = 20_000, MaximumIntegers = 64, MaximumMetadata = 1 << 26;

    private readonly IByteSource _file;
    private readonly Func<string, IByteSource> _beside;
    private readonly ProtobufReader _reader;
    private readonly List<OnnxOperator> _operators = [];
    private readonly Dictionary<string, OnnxConstant> _constants = new(StringComparer.Ordinal);
    private readonly List<OnnxInput> _inputs = [];
    private readonly List<string> _outputs = [];
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private int _parts;

    private OnnxReader(IByteSource file, Func<string, IByteSource> beside)
    {
        _file = file;
        _beside = beside;
        _reader = new(file);
    }

    /// <summary>Reads a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="beside">Opens a file of values beside it.</param>
    /// <exception cref="FormatException">Damaged, or too large.</exception>
    public static OnnxContents Read(IByteSource file, Func<string, IByteSource> beside)
    {
        var reader = new OnnxReader(file, beside);
        reader.ReadModel();
        return new(reader._operators, reader._constants, reader._inputs, reader._outputs, reader._metadata);
    }

    /// <summary>Reads a StringStringEntryProto.</summary>
    public static (string Key, string Value) ReadPair(ProtobufReader reader)
    {
        (string key, string value) = ("", "");
        foreach ((int field, _) in reader.Fields(reader.Enter()))
        {
            if (field == 1)
                key = reader.Text();
            else if (field == 2)
                value = reader.Text(MaximumMetadata);
            else
                reader.Skip();
        }

        return (key, value);
    }

    private void ReadModel()
    {
        foreach ((int field, WireType wire) in _reader.Fields(_file.Length))
        {
            if (wire != WireType.Bytes || field is not (Graph or MetadataEntry or Functions))
            {
                _reader.Skip();
            }
            else if (field == Graph)
            {
                ReadGraph(_reader.Enter());
            }
            else if (field == MetadataEntry)
            {
                (string key, string value) = ReadPair(_reader);
                _metadata[key] = value;
                Count();
            }
            else
            {
                throw new FormatException("its graph has functions of its own, which are not read; export it with "
                    + "the functions inlined");
            }
        }
    }

    private void ReadGraph(long end)
    {
        foreach ((int field, WireType wire) in _reader.Fields(end))
        {
            if (wire != WireType.Bytes || field is not (Node or Initializer or Input or Output or SparseInitializer))
            {
                _reader.Skip();
                continue;
            }

            Count();
            long part = _reader.Enter();
            switch (field)
            {
                case Node:
                    _operators.Add(ReadOperator(part));
                    break;
                case Initializer:
                    OnnxConstant constant = OnnxConstant.Read(_reader, part, _file, _beside);
                    _constants[constant.Name] = constant;
                    break;
                case Input:
                    _inputs.Add(ReadValue(part));
                    break;
                case Output:
                    _outputs.Add(ReadValue(part).Name);
                    break;
                default:
                    throw new FormatException("its graph has sparse constants, which are not read");
            }
        }
    }

    private OnnxOperator ReadOperator(long end)
    {
        (string name, string type, string domain) = ("", "", "");
        List<string> inputs = [], outputs = [];
        var attributes = new Dictionary<string, OnnxSetting>(StringComparer.Ordinal);
        foreach ((int field, _) in _reader.Fields(end))
        {
            switch (field)
            {
                case 1:
                    Count();
                    inputs.Add(_reader.Text());
                    break;
                case 2:
                    Count();
                    outputs.Add(_reader.Text());
                    break;
                case 3:
                    name = _reader.Text();
                    break;
                case 4:
                    type = _reader.Text();
                    break;
                case 5:
                    Count();
                    (string key, OnnxSetting value) = ReadAttribute(_reader.Enter());
                    attributes[key] = value;
                    break;
                case 7:
                    domain = _reader.Text();
                    break;
                default:
                    _reader.Skip();
                    break;
            }
        }

        return new(type, domain, name, inputs, outputs, attributes);
    }

    private (string Name, OnnxSetting Value) ReadAttribute(long end)
    {
        string name = "";
        var value = new OnnxSetting();
        var integers = new List<long>();
        foreach ((int field, WireType wire) in _reader.Fields(end))
        {
            switch (field)
            {
                case 1:
                    name = _reader.Text();
                    break;
                case 2:
                    value = value with { Number = Printed(_reader.Single()) };
                    break;
                case 3:
                    value = value with { Integer = _reader.Number() };
                    break;
                case 4 when wire == WireType.Bytes:
                    value = value with { Text = _reader.Text(MaximumMetadata) };
                    break;
                case 5:
                    value = value with { Constant = OnnxConstant.Read(_reader, _reader.Enter(), _file, _beside) };
                    break;
                case 8:
                    OnnxNumbers.ReadIntegers(_reader, wire, integers.Add, MaximumIntegers);
                    break;
                default:
                    _reader.Skip();
                    break;
            }
        }

        return (name, integers.Count > 0 ? value with { Integers = integers } : value);
    }

    /// <summary>Reads a ValueInfoProto: a name, and the type of a tensor with its shape.</summary>
    private OnnxInput ReadValue(long end)
    {
        string name = "";
        List<long> shape = [];
        foreach ((int field, _) in _reader.Fields(end))
        {
            if (field == 1)
                name = _reader.Text();
            else if (field == 2)
                Inside(1, () => Inside(2, () => Inside(1, () => shape.Add(ReadDimension()))));
            else
                _reader.Skip();
        }

        return new(name, shape);
    }

    private void Inside(int wanted, Action read)
    {
        foreach ((int field, WireType wire) in _reader.Fields(_reader.Enter()))
        {
            if (field == wanted && wire == WireType.Bytes)
                read();
            else
                _reader.Skip();
        }
    }

    private long ReadDimension()
    {
        Count();
        long size = -1;
        foreach ((int field, WireType wire) in _reader.Fields(_reader.Enter()))
        {
            if (field == 1 && wire == WireType.Varint)
                size = _reader.Number();
            else
                _reader.Skip();
        }

        return size > 0 ? size : -1;
    }

    private static double Printed(float number) =>
        float.IsFinite(number) && Math.Abs(number) is < 1e6f ? (double)(decimal)number : number;

    private void Count()
    {
        if (++_parts > MaximumParts)
        {
            throw new FormatException(
                $"its graph has more than {MaximumParts:N0} parts, far more than such a network; it is damaged or "
                    + "hostile");
        }
    }
}
