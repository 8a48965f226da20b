using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace AlexNetPS.Formats.Checksums;

/// <summary>
/// CRC-32C of bytes (a tensor, a stored image): detects every error burst up to 32 bits, and most processors compute it
/// several times faster than they read the file. It guards against damage, not against tampering: neither weights nor
/// images are signed.
/// </summary>
internal struct Crc32C
{
    /// <summary>Hexadecimal digits of the checksum as text.</summary>
    public const int Digits = 8;

    private uint _inverse;

    /// <summary>Checksum of the bytes appended so far.</summary>
    public readonly uint Value => _inverse;

    /// <summary>Returns the checksum of a span.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var checksum = new Crc32C();
        checksum.Append(bytes);
        return checksum.Value;
    }

    /// <summary>Returns the checksum of a stream from its position to its end.</summary>
    public static uint Of(Stream stream)
    {
        var checksum = new Crc32C();
        byte[] buffer = new byte[1 << 16];
        for (int read; (read = stream.Read(buffer)) > 0;)
            checksum.Append(buffer.AsSpan(0, read));
        return checksum.Value;
    }

    /// <summary>Appends bytes.</summary>
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
