using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using AlexNetPS.Formats.Json;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Formats.Safetensors;

/// <summary>
/// The JSON header, checked against hostile input: claimed sizes are compared with the file's real length before
/// anything is allocated, and the tensors must cover the data without gap or overlap, as the format requires.
/// </summary>
internal sealed class SafetensorsHeader
{
    /// <summary>Size in bytes of the length field before the JSON.</summary>
    public const int LengthBytes = 8;

    /// <summary>Maximum header size in bytes; metadata of a model takes some tens of kilobytes.</summary>
    public const int MaximumBytes = 32 << 20;

    private const int MaximumDimensions = 16;

    private SafetensorsHeader(IReadOnlyList<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string> metadata,
        long dataStart)
    {
        Tensors = tensors;
        Metadata = metadata;
        DataStart = dataStart;
    }

    /// <summary>Tensors in the order of their data.</summary>
    public IReadOnlyList<SafetensorsTensor> Tensors { get; }

    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>File offset of the first byte of data.</summary>
    public long DataStart { get; }

    /// <summary>Returns the length of the JSON in bytes.</summary>
    /// <exception cref="FormatException">The length exceeds the file or the header limit.</exception>
    public static int JsonLength(ReadOnlySpan<byte> start, long fileLength)
    {
        if (start.Length < LengthBytes)
            throw new FormatException($"it has {fileLength} bytes, too few for a header; it is empty or truncated");
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(start);
        if (length > MaximumBytes)
        {
            throw new FormatException(
                $"it is not in safetensors format, or its header is damaged (it claims {length:N0} bytes of header)");
        }

        if (length > (ulong)(fileLength - LengthBytes))
        {
            throw new FormatException(
                $"it is truncated: the header alone is {length:N0} bytes, the file {fileLength:N0}");
        }

        return (int)length;
    }

    /// <summary>Parses and checks the JSON.</summary>
    /// <exception cref="FormatException">The header is not valid; the message states the reason.</exception>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> json, long fileLength)
    {
        var tensors = new List<SafetensorsTensor>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        long dataStart = LengthBytes + json.Length;
        try
        {
            if (json.IsEmpty || json[0] != (byte)'{')
                throw new FormatException("it is not in safetensors format: the header is not a JSON object");
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 4 });
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = reader.GetString()!;
                if (!names.Add(name))
                    throw new FormatException($"its header names '{NameText.Truncate(name)}' twice");
                reader.Read();
                if (name == "__metadata__")
                    ReadMetadata(ref reader, metadata);
                else
                    tensors.Add(ReadTensor(ref reader, name, dataStart, fileLength));
            }

            // Only padding may follow.
            if (reader.Read())
                throw new FormatException("its header continues after its end");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or DecoderFallbackException)
        {
            throw new FormatException($"its header is damaged: {JsonShape.Reason(e)}", e);
        }

        return new(Tiled(tensors, dataStart, fileLength), metadata, dataStart);
    }

    private static void ReadMetadata(ref Utf8JsonReader reader, Dictionary<string, string> metadata)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new FormatException("its metadata is not a JSON object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
                throw new FormatException($"its metadata '{NameText.Truncate(key)}' is not a text");
            if (!metadata.TryAdd(key, reader.GetString()!))
                throw new FormatException($"its metadata names '{NameText.Truncate(key)}' twice");
        }
    }

    private static SafetensorsTensor ReadTensor(ref Utf8JsonReader reader, string name, long dataStart, long fileLength)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Wrong(name, "is not described by a JSON object");
        TensorDataType? type = null;
        List<long>? shape = null, offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string field = reader.GetString()!;
            reader.Read();
            switch (field)
            {
                case "dtype" when type is null && reader.TokenType == JsonTokenType.String:
                    string written = reader.GetString()!;
                    type = Enum.GetNames<TensorDataType>().Contains(written) ? Enum.Parse<TensorDataType>(written)
                        : throw Wrong(name, $"has the element type '{NameText.Truncate(written)}', which is not one of "
                            + $"{string.Join(", ", Enum.GetNames<TensorDataType>())}");
                    break;
                case "shape" when shape is null:
                    shape = ReadNumbers(ref reader, name, field, MaximumDimensions);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers(ref reader, name, field, 2);
                    break;
                default:
                    throw Wrong(name, $"has an unexpected, repeated or damaged field '{NameText.Truncate(field)}'");
            }
        }

        if (type is null || shape is null || offsets is not { Count: 2 })
            throw Wrong(name, "lacks its element type, shape or offsets");

        long count = 1;
        foreach (long dimension in shape)
        {
            // Division instead of multiplication: the product of hostile dimensions overflows.
            if (dimension != 0 && count > fileLength / dimension)
            {
                throw Wrong(name, $"claims the shape [{string.Join(", ", shape)}], which is larger than the file "
                    + $"({fileLength:N0} bytes); the file is truncated or damaged");
            }

            count *= dimension;
        }

        (long begin, long end) = (offsets[0], offsets[1]);
        long length = count * ElementBytes(type.Value);
        if (end < begin || end - begin != length)
        {
            throw Wrong(name, $"has the shape [{string.Join(", ", shape)}] of {type}, {length:N0} bytes, but its "
                + $"offsets are {begin} to {end}");
        }

        if (end > fileLength - dataStart)
        {
            throw new FormatException($"it is truncated or damaged: tensor '{NameText.Truncate(name)}' ends at byte "
                + $"{dataStart + (Int128)end:N0}, the file has {fileLength:N0}");
        }

        return new(name, type.Value, shape, count, dataStart + begin, length);
    }

    private static List<long> ReadNumbers(ref Utf8JsonReader reader, string name, string field, int maximum)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw Wrong(name, $"has a {field} that is not a list");
        var numbers = new List<long>();
        while (reader.Read() && reader.TokenType == JsonTokenType.Number)
        {
            if (numbers.Count == maximum || !reader.TryGetInt64(out long number) || number < 0)
                throw Wrong(name, $"has a {field} that is not a list of at most {maximum} whole numbers from 0");
            numbers.Add(number);
        }

        return reader.TokenType == JsonTokenType.EndArray
            ? numbers
            : throw Wrong(name, $"has a {field} that is not a list of numbers");
    }

    private static List<SafetensorsTensor> Tiled(List<SafetensorsTensor> tensors, long dataStart, long fileLength)
    {
        tensors.Sort((a, b) => (a.Offset, a.Length).CompareTo((b.Offset, b.Length)));
        long next = dataStart;
        foreach (SafetensorsTensor tensor in tensors)
        {
            if (tensor.Offset != next)
                throw Wrong(tensor.Name, $"starts at byte {tensor.Offset}, and the data before it ends at byte {next}");
            next += tensor.Length;
        }

        return next == fileLength
            ? tensors
            : throw new FormatException($"its tensors end at byte {next:N0}, but the file has {fileLength:N0} bytes");
    }

    internal static int ElementBytes(TensorDataType type) => type switch
    {
        TensorDataType.F64 or TensorDataType.I64 => 8,
        TensorDataType.F32 or TensorDataType.I32 => 4,
        TensorDataType.F16 or TensorDataType.BF16 or TensorDataType.I16 => 2,
        _ => 1,
    };

    private static FormatException Wrong(string name, string reason) =>
        new($"its header is damaged: tensor '{NameText.Truncate(name)}' {reason}");
}
