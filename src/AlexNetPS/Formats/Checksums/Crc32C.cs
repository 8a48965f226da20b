using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

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

    /// <summary>Bytes of one of the three strands that are computed side by side.</summary>
    private const int Strand = 1024;

    // x^(8 n - 33) modulo the polynomial, lowest bit first, for n bytes of one strand and of two: the carry-less
    // product with it, reduced by one more step of the checksum (x^33), is the checksum with n zeros behind it.
    private const ulong OneStrand = 0x170076FA, TwoStrands = 0xA51B6135;

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
        if (Sse42.X64.IsSupported && Pclmulqdq.IsSupported)
        {
            for (; bytes.Length >= 3 * Strand; bytes = bytes[(3 * Strand)..])
                crc = AppendStrands(crc, bytes);
        }

        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (byte value in bytes)
            crc = BitOperations.Crc32C(crc, value);
        _inverse = ~crc;
    }

    /// <summary>
    /// Appends three strands. The instruction takes three cycles, but one can start in each: one chain of them leaves
    /// two thirds of it idle.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint AppendStrands(uint crc, ReadOnlySpan<byte> bytes)
    {
        ref byte start = ref MemoryMarshal.GetReference(bytes);
        ulong first = crc, second = 0, third = 0;
        for (nuint i = 0; i < Strand; i += sizeof(ulong))
        {
            first = Sse42.X64.Crc32(first, Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, i)));
            second = Sse42.X64.Crc32(second, Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, i + Strand)));
            third = Sse42.X64.Crc32(third, Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, i + 2 * Strand)));
        }

        ulong moved = Multiply(first, TwoStrands) ^ Multiply(second, OneStrand);
        return (uint)(third ^ Sse42.X64.Crc32(0, moved));

        static ulong Multiply(ulong crc, ulong power) => Pclmulqdq.CarrylessMultiply(
            Vector128.CreateScalar(crc), Vector128.CreateScalar(power), 0).ToScalar();
    }

    /// <inheritdoc/>
    public override readonly string ToString() => _inverse.ToString("x8", CultureInfo.InvariantCulture);
}
