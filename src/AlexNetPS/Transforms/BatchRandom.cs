using AlexNetPS.Randomness;

namespace AlexNetPS.Transforms;

/// <summary>Random numbers of one batch; they depend only on seed, epoch and step.</summary>
internal readonly struct BatchRandom(ulong seed, uint epoch, uint step)
{
    private const uint GammaBlocks = 64;

    private readonly RandomStream _stream = new(seed, RandomPurpose.BatchMix, epoch, step);

    /// <summary>Selects one of several transforms.</summary>
    public int Choice(int count) => _stream.Integer(0, count);

    /// <summary>Whether the transform is applied.</summary>
    public bool Happens(double probability) => _stream.Uniform(1, 0, 1) < probability;

    /// <summary>Draws a coordinate.</summary>
    public int Integer(int position, int count) => _stream.Integer((uint)(4 + position), count);

    /// <summary>
    /// Draws from Beta(alpha, alpha) as a ratio of Gamma variates, by their logarithms, because those of a small alpha
    /// underflow.
    /// </summary>
    public double Beta(double alpha) => 1 / (1 + Math.Exp(LogGamma(alpha, 2 + GammaBlocks) - LogGamma(alpha, 2)));

    // Marsaglia and Tsang, "A simple method for generating gamma variables", 2000.
    private double LogGamma(double alpha, uint block)
    {
        double d = (alpha < 1 ? alpha + 1 : alpha) - 1.0 / 3, c = 1 / Math.Sqrt(9 * d), boost = 0;
        if (alpha < 1)
            boost = Math.Log(Positive(4 * block)) / alpha;
        for (uint trial = block + 1; trial < block + GammaBlocks; trial++)
        {
            double x = _stream.Gaussian(2 * trial), v = 1 + c * x;
            if (v <= 0)
                continue;
            v = v * v * v;
            if (Math.Log(Positive(4 * trial + 2)) < 0.5 * x * x + d - d * v + d * Math.Log(v))
                return Math.Log(d * v) + boost;
        }

        // At worst one trial in twenty is rejected: sixty in a row do not occur.
        return Math.Log(d) + boost;
    }

    private double Positive(uint position) => (_stream.UInt32(position) + 0.5) / 4294967296.0;
}
