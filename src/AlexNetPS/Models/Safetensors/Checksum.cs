using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace AlexNetPS.Models;

/// <summary>
/// CRC-32C of bytes, a tensor's as a rule: finds every error burst up to 32 bits, and most processors compute it several times faster
/// than they read the file. It guards against damage, not against intent, as weights carry no signature anyway.
/// </summary>
internal struct Checksum
{
    /// <summary>Digits of the text.</summary>
    public const int Digits = 8;

    private uint _inverse;

    /// <summary>Of the bytes taken so far.</summary>
    public readonly uint Value => _inverse;

    /// <summary>Takes the next bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // A model file is often read once per process: there is no time to warm up.
    public void Append(ReadOnlySpan<byte> bytes)
    {
        uint crc = ~_inverse;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..]) crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (byte value in bytes) crc = BitOperations.Crc32C(crc, value);
        _inverse = ~crc;
    }

    /// <inheritdoc/>
    public override readonly string ToString() => _inverse.ToString("x8", CultureInfo.InvariantCulture);
}
