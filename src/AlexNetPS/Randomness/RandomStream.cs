using System.Runtime.CompilerServices;

namespace AlexNetPS.Randomness;

/// <summary>
/// Counter-based random numbers (Philox4x32-10; Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011).
/// The number at a position depends only on (seed, purpose, period, sample, position), never on what was drawn before,
/// so results do not depend on threads and a resumed run sees what an uninterrupted one would have seen.
/// </summary>
/// <param name="seed">The run's seed.</param>
/// <param name="purpose">What the numbers are for.</param>
/// <param name="period">Epoch or step.</param>
/// <param name="sample">Image, layer or tensor.</param>
public readonly struct RandomStream(ulong seed, RandomPurpose purpose, uint period = 0, uint sample = 0)
{
    private const uint Multiplier0 = 0xD2511F53, Multiplier1 = 0xCD9E8D57, Weyl0 = 0x9E3779B9, Weyl1 = 0xBB67AE85;

    private readonly uint _key0 = (uint)seed, _key1 = (uint)(seed >> 32), _period = period, _sample = sample, _purpose =
        (uint)purpose;

    /// <summary>Four independent 32-bit numbers of one block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Block(uint block, out uint x0, out uint x1, out uint x2, out uint x3)
    {
        uint c0 = block, c1 = _sample, c2 = _period, c3 = _purpose, k0 = _key0, k1 = _key1;
        for (int round = 0; round < 10; round++)
        {
            ulong p0 = (ulong)Multiplier0 * c0, p1 = (ulong)Multiplier1 * c2;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
            k0 += Weyl0;
            k1 += Weyl1;
        }

        (x0, x1, x2, x3) = (c0, c1, c2, c3);
    }

    /// <summary>The 32-bit number at a position.</summary>
    public uint UInt32(uint position)
    {
        Block(position >> 2, out uint x0, out uint x1, out uint x2, out uint x3);
        return (position & 3) switch { 0 => x0, 1 => x1, 2 => x2, _ => x3 };
    }

    /// <summary>Uniform in [0, 1), 24 bits.</summary>
    public float Uniform(uint position) => (UInt32(position) >> 8) * (1f / (1 << 24));

    /// <summary>Uniform in [low, high).</summary>
    public double Uniform(uint position, double low, double high) => low
        + (high - low) * (UInt32(position) * (1.0 / 4294967296.0));

    /// <summary>Uniform integer in [0, count), without modulo bias worth naming (count is far below 2^32).</summary>
    public int Integer(uint position, int count) => (int)((ulong)UInt32(position) * (uint)count >> 32);

    /// <summary>Standard normal (Box-Muller on the two halves of a block: positions 2i and 2i+1 share one).</summary>
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
