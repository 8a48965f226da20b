using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AlexNetPS.Transforms;

/// <summary>What gray levels are written as.</summary>
/// <typeparam name="T">A written number.</typeparam>
internal interface IPixelForm<T> where T : unmanaged
{
    /// <summary>One level.</summary>
    static abstract T Of(int level, float factor, float offset);

    /// <summary>Sixteen levels.</summary>
    static abstract void Store(Vector128<byte> levels, float factor, float offset, ref T target);
}

/// <summary>
/// Values: factor * level + offset. Multiplication and addition are kept apart, so that every instruction set gives the
/// same bits.
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

/// <summary>The levels as they are; factor and offset go beside them.</summary>
internal readonly struct PixelLevels : IPixelForm<byte>
{
    public static byte Of(int level, float factor, float offset) => (byte)level;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<byte> levels, float factor, float offset, ref byte target) =>
        levels.StoreUnsafe(ref target);
}
