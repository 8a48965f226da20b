using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AlexNetPS.Formats.Checksums;
using AlexNetPS.Formats.Files;

namespace AlexNetPS.Formats.Safetensors;

/// <summary>Writes the header, then the tensors; the checksums are filled into the header at the end.</summary>
internal static class SafetensorsWriter
{
    public static void Write(string path, IReadOnlyDictionary<string, string> metadata, IReadOnlyList<(string Name,
        IReadOnlyList<int> Shape)> tensors, TensorReader read)
    {
        byte[] header = Header(metadata, tensors, out int checksumsAt);
        FileReplacement.Write(path, stream =>
        {
            stream.Write(header);
            string checksums = WriteData(stream, tensors, read);
            stream.Position = checksumsAt;
            stream.Write(Encoding.ASCII.GetBytes(checksums));
        });
    }

    private static byte[] Header(IReadOnlyDictionary<string, string> metadata, IReadOnlyList<(string Name,
        IReadOnlyList<int> Shape)> tensors, out int checksumsAt)
    {
        var json = new ArrayBufferWriter<byte>();
        json.Write(stackalloc byte[SafetensorsHeader.LengthBytes]);
        using (var writer = new Utf8JsonWriter(json, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("__metadata__");
            string noChecksumsYet = string.Join(' ', tensors.Select(_ => new string('0', Crc32C.Digits)));
            writer.WriteString(SafetensorsFile.ChecksumField, noChecksumsYet);
            writer.Flush();
            checksumsAt = json.WrittenCount - noChecksumsYet.Length - 1;
            foreach ((string key, string value) in metadata)
            {
                if (key != SafetensorsFile.ChecksumField)
                    writer.WriteString(key, value);
            }

            writer.WriteEndObject();
            long offset = 0;
            foreach ((string name, IReadOnlyList<int> shape) in tensors)
            {
                long end = offset + Count(shape) * sizeof(float);
                writer.WriteStartObject(name);
                writer.WriteString("dtype", nameof(TensorDataType.F32));
                writer.WriteStartArray("shape");
                foreach (int dimension in shape)
                    writer.WriteNumberValue(dimension);
                writer.WriteEndArray();
                writer.WriteStartArray("data_offsets");
                writer.WriteNumberValue(offset);
                writer.WriteNumberValue(end);
                writer.WriteEndArray();
                writer.WriteEndObject();
                offset = end;
            }

            writer.WriteEndObject();
        }

        // Padded with spaces to a multiple of 8, so that readers that map the file find aligned floats.
        int padded = (json.WrittenCount + 7) & ~7;
        byte[] header = new byte[padded];
        header.AsSpan().Fill((byte)' ');
        json.WrittenSpan.CopyTo(header);
        BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)(padded - SafetensorsHeader.LengthBytes));
        return header;
    }

    private static string WriteData(Stream stream, IReadOnlyList<(string Name, IReadOnlyList<int> Shape)> tensors,
        TensorReader read)
    {
        var checksums = new List<string>();
        float[] buffer = new float[tensors.Count == 0 ? 0 : tensors.Max(tensor => Count(tensor.Shape))];
        foreach ((string name, IReadOnlyList<int> shape) in tensors)
        {
            Span<float> values = buffer.AsSpan(0, (int)Count(shape));
            read(name, values);
            if (!BitConverter.IsLittleEndian)
            {
                Span<int> words = MemoryMarshal.Cast<float, int>(values);
                BinaryPrimitives.ReverseEndianness(words, words);
            }

            var checksum = new Crc32C();
            for (ReadOnlySpan<byte> rest = MemoryMarshal.AsBytes(values); !rest.IsEmpty;)
            {
                ReadOnlySpan<byte> piece = rest[..Math.Min(rest.Length, 1 << 20)];
                checksum.Append(piece);
                stream.Write(piece);
                rest = rest[piece.Length..];
            }

            checksums.Add(checksum.ToString());
        }

        return string.Join(' ', checksums);
    }

    private static long Count(IReadOnlyList<int> shape) => shape.Aggregate(1L, (count, size) => count * size);
}
