using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace AlexNetPS.Formats.Checksums;

/// <summary>
/// CRC-32C of bytes (a tensor, a stored image): detects every error burst up to 32 bits, and most processors compute it
/// several times faster than they read the file. It guards against damage, not against intent: neither weights nor
/// images carry a signature.
/// </summary>
internal struct Crc32C
{
    /// <summary>Digits of the text.</summary>
    public const int Digits = 8;

    private uint _inverse;

    /// <summary>Of the bytes taken so far.</summary>
    public readonly uint Value => _inverse;

    /// <summary>Returns the checksum of bytes in one piece.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var checksum = new Crc32C();
        checksum.Append(bytes);
        return checksum.Value;
    }

    /// <summary>Returns the checksum of a whole stream, from its position to its end.</summary>
    public static uint Of(Stream stream)
    {
        var checksum = new Crc32C();
        byte[] buffer = new byte[1 << 16];
        for (int read; (read = stream.Read(buffer)) > 0;)
            checksum.Append(buffer.AsSpan(0, read));
        return checksum.Value;
    }

    /// <summary>Takes the next bytes.</summary>
    // A model file is often read once per process: there is no time to warm up.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Append(ReadOnlySpan<byte> bytes)
    {
        uint crc = ~_inverse;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (byte value in bytes)
            crc = BitOperations.Crc32C(crc, value);
        _inverse = ~crc;
    }

    /// <inheritdoc/>
    public override readonly string ToString() => _inverse.ToString("x8", CultureInfo.InvariantCulture);
}
