using System.Globalization;

namespace AlexNetPS.Inference;

/// <summary>A 95 % confidence interval of a fraction.</summary>
/// <param name="Low">Lower bound, 0 to 1.</param>
/// <param name="High">Upper bound, 0 to 1.</param>
public readonly record struct ConfidenceInterval(double Low, double High)
{
    // 97.5 % of a normal distribution is below this.
    private const double Z = 1.959963984540054;

    /// <summary>The interval of a fraction of a count, after Wilson (1927); 0 to 1 for a count of 0.</summary>
    internal static ConfidenceInterval Wilson(double fraction, int count)
    {
        if (count == 0)
            return new(0, 1);
        double square = Z * Z / count, middle = (fraction + square / 2) / (1 + square);
        double half = Z / (1 + square) * Math.Sqrt((fraction * (1 - fraction) + square / 4) / count);
        return new(Math.Max(0, middle - half), Math.Min(1, middle + half));
    }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Low * 100:0.0} to {High * 100:0.0} %");
}
