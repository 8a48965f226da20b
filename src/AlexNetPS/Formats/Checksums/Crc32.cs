using System.Buffers.Binary;

namespace AlexNetPS.Formats.Checksums;

/// <summary>CRC-32 as in zip archives (reflected polynomial 0xEDB88320), eight bytes a step.</summary>
internal static class Crc32
{
    private const int Slices = 8;

    private static readonly uint[][] _tables = MakeTables();

    /// <summary>Appends bytes to a checksum; starts from 0.</summary>
    public static uint Append(uint checksum, ReadOnlySpan<byte> bytes)
    {
        uint crc = ~checksum;
        for (; bytes.Length >= Slices; bytes = bytes[Slices..])
        {
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(bytes) ^ crc;
            crc = _tables[7][(byte)word] ^ _tables[6][(byte)(word >> 8)]
                ^ _tables[5][(byte)(word >> 16)] ^ _tables[4][(byte)(word >> 24)]
                ^ _tables[3][(byte)(word >> 32)] ^ _tables[2][(byte)(word >> 40)]
                ^ _tables[1][(byte)(word >> 48)] ^ _tables[0][(byte)(word >> 56)];
        }

        foreach (byte value in bytes)
            crc = _tables[0][(byte)(crc ^ value)] ^ (crc >> 8);
        return ~crc;
    }

    private static uint[][] MakeTables()
    {
        uint[][] tables = [.. Enumerable.Range(0, Slices).Select(_ => new uint[256])];
        for (uint i = 0; i < 256; i++)
        {
            uint crc = i;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            tables[0][i] = crc;
        }

        for (int slice = 1; slice < Slices; slice++)
        {
            for (int i = 0; i < 256; i++)
                tables[slice][i] = (tables[slice - 1][i] >> 8) ^ tables[0][(byte)tables[slice - 1][i]];
        }

        return tables;
    }
}
