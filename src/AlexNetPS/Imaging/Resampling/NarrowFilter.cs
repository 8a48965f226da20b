using System.Runtime.CompilerServices;

namespace AlexNetPS.Imaging.Resampling;

/// <summary>
/// Arithmetic of filters with few taps, which covers all enlargements and reductions to a quarter: every product is
/// truncated to 16 bits immediately, so a register holds twice as many values as with 32-bit sums.
/// </summary>
/// <remarks>
/// A value has 8 fraction bits, 255 is 65,280; weights are 16-bit fractions that add up to 65,535. Truncating a product
/// loses half a unit on average, which the start value of the sum compensates: after both passes at most 8/256 of an
/// 8-bit step are lost.
/// </remarks>
internal static class NarrowFilter
{
    public const int MaximumTaps = 8, One = 65535;

    /// <summary>Returns the start value of a sum with this many taps.</summary>
    public static ushort Start(int taps) => (ushort)(taps / 2);

    /// <summary>Returns the start value plus half an 8-bit step, for rounding to a byte.</summary>
    public static ushort RoundingStart(int taps) => (ushort)(taps / 2 + 128);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Product(int value, short weight) => (int)((uint)value * (ushort)weight >> 16);
}
