namespace AlexNetPS.Inference.Gates;

/// <summary>Number of successes in independent trials. Built once, and drawn from often.</summary>
internal sealed class BinomialDistribution
{
    // Less than any uniform number can tell apart.
    private const double Negligible = 1e-18;

    private static readonly double[] _logFactorials = SmallLogFactorials(256);

    private readonly int _first;
    private readonly double[] _cumulative;

    /// <param name="trials">At least 0.</param>
    /// <param name="probability">Of a success, 0 to 1.</param>
    public BinomialDistribution(int trials, double probability)
    {
        if (probability <= 0 || probability >= 1)
        {
            (_first, _cumulative) = (probability <= 0 ? 0 : trials, [1]);
            return;
        }

        // From the mode outwards, where each probability follows from its neighbor.
        int mode = (int)Math.Min(trials, (trials + 1.0) * probability);
        double odds = probability / (1 - probability);
        var below = new List<double>();
        var above = new List<double> { Math.Exp(LogProbability(trials, mode, probability)) };
        for (int k = mode; k > 0 && (below.Count == 0 ? above[0] : below[^1]) > Negligible; k--)
            below.Add((below.Count == 0 ? above[0] : below[^1]) * k / (trials - k + 1.0) / odds);
        for (int k = mode; k < trials && above[^1] > Negligible; k++)
            above.Add(above[^1] * (trials - k) / (k + 1.0) * odds);
        below.Reverse();
        _first = mode - below.Count;
        _cumulative = [.. below, .. above];
        for (int i = 1; i < _cumulative.Length; i++)
            _cumulative[i] += _cumulative[i - 1];
    }

    /// <summary>Returns the number of successes at a uniform number in [0, 1).</summary>
    public int Draw(double uniform)
    {
        int found = Array.BinarySearch(_cumulative, uniform * _cumulative[^1]);
        return _first + Math.Min(found < 0 ? ~found : found + 1, _cumulative.Length - 1);
    }

    /// <summary>Returns the probability of at least so many heads of a fair coin.</summary>
    public static double AtLeast(int trials, int heads)
    {
        if (heads <= 0)
            return 1;
        // The sum of the thinner tail keeps its digits.
        return 2L * heads > trials ? Tail(trials, heads) : 1 - Tail(trials, trials - heads + 1);
    }

    // P(X >= from), with from above the middle; by symmetry also P(X <= trials - from).
    private static double Tail(int trials, int from)
    {
        double sum = 0;
        double term = from > trials ? 0 : Math.Exp(LogProbability(trials, from, 0.5));
        for (int k = from; term > sum * Negligible; k++)
        {
            sum += term;
            term *= (trials - k) / (k + 1.0);
        }

        return sum;
    }

    private static double LogProbability(int trials, int successes, double probability) =>
        LogFactorial(trials) - LogFactorial(successes) - LogFactorial(trials - successes)
        + successes * Math.Log(probability) + (trials - successes) * Math.Log(1 - probability);

    private static double LogFactorial(int n)
    {
        if (n < _logFactorials.Length)
            return _logFactorials[n];
        // Stirling's series.
        double square = (double)n * n;
        return n * Math.Log(n) - n + 0.5 * Math.Log(2 * Math.PI * n)
            + (1.0 / 12 - (1.0 / 360 - 1.0 / 1260 / square) / square) / n;
    }

    private static double[] SmallLogFactorials(int count)
    {
        double[] logs = new double[count];
        for (int n = 2; n < count; n++)
            logs[n] = logs[n - 1] + Math.Log(n);
        return logs;
    }
}
