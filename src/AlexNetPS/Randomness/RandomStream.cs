using System.Runtime.CompilerServices;

namespace AlexNetPS.Randomness;

/// <summary>
/// Counter-based random numbers (Philox4x32-10; Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011).
/// The number at a position depends only on (seed, purpose, period, sample, position), never on earlier draws, so
/// results do not depend on threads, and a resumed run draws the same numbers as an uninterrupted one.
/// </summary>
/// <param name="seed">The run's seed.</param>
/// <param name="purpose">Purpose of the numbers.</param>
/// <param name="period">Epoch or step.</param>
/// <param name="sample">Index of the image, layer or tensor.</param>
public readonly struct RandomStream(ulong seed, RandomPurpose purpose, uint period = 0, uint sample = 0)
{
    private readonly uint _key0 = (uint)seed, _key1 = (uint)(seed >> 32);
    private readonly uint _period = period, _sample = sample, _purpose = (uint)purpose;

    /// <summary>The words of the counter after the block, for an engine that draws on its device.</summary>
    internal (uint Sample, uint Period, uint Purpose) Words => (_sample, _period, _purpose);

    /// <summary>Returns the four independent 32-bit numbers of a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Block(uint block, out uint x0, out uint x1, out uint x2, out uint x3) =>
        (x0, x1, x2, x3) = Philox.Block(block, _sample, _period, _purpose, _key0, _key1);

    /// <summary>Returns the 32-bit number at a position.</summary>
    public uint UInt32(uint position)
    {
        Block(position >> 2, out uint x0, out uint x1, out uint x2, out uint x3);
        return (position & 3) switch { 0 => x0, 1 => x1, 2 => x2, _ => x3 };
    }

    /// <summary>Returns a uniform number in [0, 1) with 24 bits.</summary>
    public float Uniform(uint position) => (UInt32(position) >> 8) * (1f / (1 << 24));

    /// <summary>Returns a uniform number in [low, high).</summary>
    public double Uniform(uint position, double low, double high) => low
        + (high - low) * (UInt32(position) * (1.0 / 4294967296.0));

    /// <summary>
    /// Returns a uniform integer in [0, count); the modulo bias is negligible (count is far below 2^32).
    /// </summary>
    public int Integer(uint position, int count) => (int)((ulong)UInt32(position) * (uint)count >> 32);

    /// <summary>
    /// Returns a standard normal number (Box-Muller on the halves of a block: positions 2i and 2i+1 share one).
    /// </summary>
    public double Gaussian(uint position)
    {
        Block(position >> 1, out uint x0, out uint x1, out uint x2, out uint x3);
        (uint a, uint b) = (position & 1) == 0 ? (x0, x1) : (x2, x3);
        double radius = Math.Sqrt(-2 * Math.Log((a + 0.5) / 4294967296.0));
        return radius * Math.Cos(2 * Math.PI * (b + 0.5) / 4294967296.0);
    }

    /// <summary>Shuffles in place (Fisher-Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = Integer((uint)i, i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
