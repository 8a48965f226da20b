using AlexNetPS.Formats;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Protobuf;
using AlexNetPS.Formats.Safetensors;
using AlexNetPS.Formats.Text;
using AlexNetPS.Models.Import;

namespace AlexNetPS.Models.Onnx.Reading;

/// <summary>
/// A TensorProto: a constant with its values in the file, as raw bytes or as a list of numbers, or in a file beside it.
/// </summary>
/// <param name="Name">Name in the graph.</param>
/// <param name="DataType">Number of the element type in onnx.proto.</param>
/// <param name="Shape">Dimensions.</param>
/// <param name="Source">Where the values are.</param>
/// <param name="Start">First byte.</param>
/// <param name="Length">Length in bytes.</param>
internal sealed record OnnxConstant(string Name, long DataType, IReadOnlyList<long> Shape, IByteSource Source,
    long Start, long Length)
{
    private const int Dims = 1, ElementType = 2, Floats = 4, Integers32 = 5, Integers64 = 7, NameField = 8, Raw = 9,
        Doubles = 10, External = 13, Location = 14, MaximumDimensions = 16, MaximumIntegers = 64;

    private static readonly Dictionary<long, TensorDataType> _types = new()
    {
        [1] = TensorDataType.F32,
        [2] = TensorDataType.U8,
        [3] = TensorDataType.I8,
        [5] = TensorDataType.I16,
        [6] = TensorDataType.I32,
        [7] = TensorDataType.I64,
        [9] = TensorDataType.BOOL,
        [10] = TensorDataType.F16,
        [11] = TensorDataType.F64,
        [16] = TensorDataType.BF16,
    };

    /// <summary>Returns the values as a tensor.</summary>
    /// <exception cref="FormatException">The elements are not plain numbers, or their bytes do not fill the
    /// shape.</exception>
    public WeightTensor ToTensor()
    {
        string shown = NameText.Truncate(Name);
        if (!_types.TryGetValue(DataType, out TensorDataType type))
            throw new FormatException($"its constant '{shown}' has elements of type {DataType}, which are not read");
        Int128 length = SafetensorsHeader.ElementBytes(type);
        foreach (long size in Shape)
            length = size < 0 ? -1 : length <= Length || size == 0 ? length * size : length;
        return length == Length
            ? WeightTensor.Contiguous(shown, Source, type, Start, Shape)
            : throw new FormatException($"its constant '{shown}' of shape [{string.Join(", ", Shape)}] has {Length:N0} "
                + "bytes; it is damaged");
    }

    /// <summary>Returns a few whole numbers, such as a shape or axes.</summary>
    public long[] ToIntegers()
    {
        WeightTensor tensor = ToTensor();
        if (tensor.Count > MaximumIntegers)
            throw new FormatException($"its constant '{NameText.Truncate(Name)}' has {tensor.Count:N0} values");
        float[] values = new float[tensor.Count];
        tensor.Read(values);
        return [.. values.Select(value => (long)value)];
    }

    /// <summary>Reads the message that ends at an offset.</summary>
    /// <param name="reader">Positioned in the message.</param>
    /// <param name="end">Offset of its end.</param>
    /// <param name="file">The file.</param>
    /// <param name="beside">Opens a file beside it.</param>
    public static OnnxConstant Read(ProtobufReader reader, long end, IByteSource file, Func<string, IByteSource> beside)
    {
        string name = "";
        long type = 0, location = 0, start = 0, length = 0;
        var shape = new List<long>();
        OnnxNumbers? numbers = null;
        var external = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((int field, WireType wire) in reader.Fields(end))
        {
            switch (field)
            {
                case Dims:
                    OnnxNumbers.ReadIntegers(reader, wire, shape.Add, MaximumDimensions - shape.Count);
                    break;
                case ElementType:
                    type = reader.Number();
                    break;
                case Location:
                    location = reader.Number();
                    break;
                case NameField:
                    name = reader.Text();
                    break;
                case Raw:
                    (start, length) = reader.Bytes();
                    break;
                case Floats or Integers32 or Integers64 or Doubles:
                    (numbers ??= new(field)).Read(reader, wire);
                    break;
                case External:
                    (string key, string value) = OnnxReader.ReadPair(reader);
                    external[key] = value;
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        if (location == 1)
            return InFile(name, type, shape, external, beside);
        if (numbers is null)
            return new(name, type, shape, file, start, length);
        (IByteSource source, long first, long bytes) = numbers.Values(file, type);
        return new(name, type, shape, source, first, bytes);
    }

    private static OnnxConstant InFile(string name, long type, IReadOnlyList<long> shape,
        Dictionary<string, string> external, Func<string, IByteSource> beside)
    {
        IByteSource source = beside(external.GetValueOrDefault("location", ""));
        long start = Number("offset", 0), length = Number("length", source.Length - start);
        return start <= source.Length && length <= source.Length - start
            ? new(name, type, shape, source, start, length)
            : throw new FormatException($"its constant '{NameText.Truncate(name)}' is outside the file "
                + $"'{NameText.Truncate(external["location"])}' beside it, which is truncated or another");

        long Number(string key, long otherwise) => !external.TryGetValue(key, out string? text) ? otherwise
            : ulong.TryParse(text, System.Globalization.NumberStyles.None,
                System.Globalization.CultureInfo.InvariantCulture, out ulong number) && number <= long.MaxValue
                ? (long)number
                : throw new FormatException($"its constant '{NameText.Truncate(name)}' has the {key} "
                    + $"'{NameText.Truncate(text)}'");
    }
}
