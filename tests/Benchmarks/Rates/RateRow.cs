using System.Globalization;

namespace AlexNetPS.Benchmarks.Rates;

/// <summary>What all programs reached in one setting.</summary>
/// <param name="Setting">What was timed.</param>
/// <param name="Target">What is wanted of a ratio.</param>
/// <param name="Own">This library.</param>
/// <param name="PercentOfPeak">The part of the multiply-add peak that it reached.</param>
/// <param name="Peers">The others in the order of the columns; null for one that has no rate.</param>
internal sealed record RateRow(RateSetting Setting, string Target, Rate Own, double PercentOfPeak,
    IReadOnlyList<Rate?> Peers)
{
    /// <summary>Images per second; beside a peer's, how many times as fast this library is.</summary>
    public string Speeds => Line([Setting.ToString(),
        TableRow.Text($"{Own.ImagesPerSecond:N1}, {PercentOfPeak:F0} % of peak"),
        .. Peers.Select(peer => Cell(peer?.ImagesPerSecond, Own.ImagesPerSecond, "N1")), Target]);

    /// <summary>MB of peak memory; beside a peer's, how many times as much this library holds.</summary>
    public string Memory => Line([Setting.ToString(), TableRow.Text($"{Own.Megabytes:N0}"),
        .. Peers.Select(peer => Cell(peer?.Megabytes, Own.Megabytes, "N0"))]);

    /// <summary>A line of a table.</summary>
    public static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";

    /// <summary>The two lines that a table begins with.</summary>
    public static string Head(IReadOnlyCollection<string> heads) =>
        $"{Line(heads)}\n{Line(Enumerable.Repeat("---", heads.Count))}";

    private static string Cell(double? peer, double own, string format) => peer is { } value
        ? TableRow.Text($"{value.ToString(format, CultureInfo.InvariantCulture)} ({own / value:F2} x)")
        : "-";
}
