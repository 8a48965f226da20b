using System.Buffers.Binary;

namespace AlexNetPS.Formats.Safetensors;

/// <summary>Stored elements (little-endian) to float32.</summary>
internal static class SafetensorsConversion
{
    public static void ToSingle(ReadOnlySpan<byte> source, SafetensorsType type, Span<float> destination)
    {
        int size = SafetensorsHeader.ElementBytes(type);
        for (int i = 0; i < destination.Length; i++)
        {
            ReadOnlySpan<byte> element = source.Slice(i * size, size);
            destination[i] = type switch
            {
                SafetensorsType.F64 => (float)BinaryPrimitives.ReadDoubleLittleEndian(element),
                SafetensorsType.F32 => BinaryPrimitives.ReadSingleLittleEndian(element),
                SafetensorsType.F16 => (float)BinaryPrimitives.ReadHalfLittleEndian(element),
                SafetensorsType.BF16 => BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(element) << 16),
                SafetensorsType.I64 => BinaryPrimitives.ReadInt64LittleEndian(element),
                SafetensorsType.I32 => BinaryPrimitives.ReadInt32LittleEndian(element),
                SafetensorsType.I16 => BinaryPrimitives.ReadInt16LittleEndian(element),
                SafetensorsType.I8 => (sbyte)element[0],
                _ => element[0],
            };
        }
    }
}
