using System.Buffers.Binary;

namespace AlexNetPS.Formats.Safetensors;

/// <summary>Converts stored elements (little-endian) to float32.</summary>
internal static class SafetensorsConversion
{
    public static void ToSingle(ReadOnlySpan<byte> source, TensorDataType type, Span<float> destination)
    {
        int size = SafetensorsHeader.ElementBytes(type);
        for (int i = 0; i < destination.Length; i++)
        {
            ReadOnlySpan<byte> element = source.Slice(i * size, size);
            destination[i] = type switch
            {
                TensorDataType.F64 => (float)BinaryPrimitives.ReadDoubleLittleEndian(element),
                TensorDataType.F32 => BinaryPrimitives.ReadSingleLittleEndian(element),
                TensorDataType.F16 => (float)BinaryPrimitives.ReadHalfLittleEndian(element),
                TensorDataType.BF16 =>
                    BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(element) << 16),
                TensorDataType.I64 => BinaryPrimitives.ReadInt64LittleEndian(element),
                TensorDataType.I32 => BinaryPrimitives.ReadInt32LittleEndian(element),
                TensorDataType.I16 => BinaryPrimitives.ReadInt16LittleEndian(element),
                TensorDataType.I8 => (sbyte)element[0],
                _ => element[0],
            };
        }
    }
}
