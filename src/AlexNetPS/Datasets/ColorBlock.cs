using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AlexNetPS.Datasets;

/// <summary>32 pixels, each channel in a register of its own; needs <see cref="Avx512Vbmi"/>.</summary>
internal readonly ref struct ColorBlock
{
    /// <summary>Number of pixels.</summary>
    public const int Pixels = 32;

    /// <summary>The values of red.</summary>
    public Vector512<ushort> Red { get; private init; }

    /// <summary>The values of green.</summary>
    public Vector512<ushort> Green { get; private init; }

    /// <summary>The values of blue.</summary>
    public Vector512<ushort> Blue { get; private init; }

    // Byte 2 i of a result is a channel of pixel i, at 3 i of 96: beyond 64 it is in the second register, which starts
    // at byte 32. The bytes between are masked.
    private static readonly Vector512<byte> _places = Vector512.Create(
        [.. Enumerable.Range(0, 64).Select(i => (byte)(3 * (i / 2) < 62 ? 3 * (i / 2) : 3 * (i / 2) + 32))]);

    /// <summary>Loads 96 bytes.</summary>
    /// <param name="start">The first pixel of the image.</param>
    /// <param name="at">Offset in bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ColorBlock Load(ref byte start, int at)
    {
        Vector512<byte> low = Vector512.LoadUnsafe(ref start, (nuint)at), high =
            Vector512.LoadUnsafe(ref start, (nuint)at + 32);
        return new()
        {
            Red = Channel(low, _places, high),
            Green = Channel(low, _places + Vector512.Create((byte)1), high),
            Blue = Channel(low, _places + Vector512.Create((byte)2), high),
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ushort> Channel(Vector512<byte> low, Vector512<byte> places, Vector512<byte> high) =>
        Avx512Vbmi.PermuteVar64x8x2(low, places, high).AsUInt16() & Vector512.Create((ushort)0xFF);
}
