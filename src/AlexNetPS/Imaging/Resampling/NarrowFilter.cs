using System.Runtime.CompilerServices;

namespace AlexNetPS.Imaging.Resampling;

/// <summary>
/// Arithmetic of filters that look at few pixels, which is all enlargements and reductions to a quarter: every product
/// is cut to 16 bits at once, so that a register holds twice as many values as with 32-bit sums.
/// </summary>
/// <remarks>
/// A value has 8 fraction bits, 255 is 65,280; weights are 16-bit fractions that add up to 65,535. Cutting a product
/// loses half a unit on average, which the sum's start makes up for: after both passes at most 8 of 256 parts of a gray
/// level are lost.
/// </remarks>
internal static class NarrowFilter
{
    public const int MaximumTaps = 8, One = 65535;

    /// <summary>What a sum of so many products starts from.</summary>
    public static ushort Start(int taps) => (ushort)(taps / 2);

    /// <summary>The same, with half a gray level for rounding to a byte.</summary>
    public static ushort RoundingStart(int taps) => (ushort)(taps / 2 + 128);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Product(int value, short weight) => (int)((uint)value * (ushort)weight >> 16);
}
