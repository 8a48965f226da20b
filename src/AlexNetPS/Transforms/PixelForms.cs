using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AlexNetPS.Transforms;

/// <summary>Conversion of 8-bit pixels to an element type.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal interface IPixelForm<T> where T : unmanaged
{
    /// <summary>Converts one 8-bit value.</summary>
    static abstract T Of(int level, float factor, float offset);

    /// <summary>Converts sixteen 8-bit values.</summary>
    static abstract void Store(Vector128<byte> levels, float factor, float offset, ref T target);
}

/// <summary>
/// Values: factor * level + offset. Multiplication and addition are not fused, so that every instruction set returns
/// the same bits.
/// </summary>
internal readonly struct PixelValues : IPixelForm<float>
{
    public static float Of(int level, float factor, float offset) => level * factor + offset;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<byte> levels, float factor, float offset, ref float target)
    {
        (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(levels);
        Store(Vector128.WidenLower(low), factor, offset, ref target, 0);
        Store(Vector128.WidenUpper(low), factor, offset, ref target, 4);
        Store(Vector128.WidenLower(high), factor, offset, ref target, 8);
        Store(Vector128.WidenUpper(high), factor, offset, ref target, 12);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<uint> levels, float factor, float offset, ref float target, nuint at) =>
        (Vector128.ConvertToSingle(levels.AsInt32()) * factor + Vector128.Create(offset)).StoreUnsafe(ref target, at);
}

/// <summary>Unchanged bytes; factor and offset are passed separately.</summary>
internal readonly struct PixelLevels : IPixelForm<byte>
{
    public static byte Of(int level, float factor, float offset) => (byte)level;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<byte> levels, float factor, float offset, ref byte target) =>
        levels.StoreUnsafe(ref target);
}
