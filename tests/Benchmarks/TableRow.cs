using System.Globalization;

namespace AlexNetPS.Benchmarks;

/// <summary>
/// A line of the table: what was measured, what it is held against, their ratio, and what is wanted of the ratio.
/// </summary>
internal sealed record TableRow(string What, string Measured, string Against, string Ratio, string Target)
{
    public static TableRow Head { get; } = new("What", "measured", "against", "ratio", "target (reach)");

    /// <inheritdoc/>
    public override string ToString() => $"| {What,-40} | {Measured,-26} | {Against,-34} | {Ratio,-8} | {Target,-26} |";

    public static string Rule { get; } =
        $"|{new string('-', 42)}|{new string('-', 28)}|{new string('-', 36)}|{new string('-', 10)}|{new string('-', 28)}|";

    /// <summary>A number as the table shows it.</summary>
    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
