using System.Globalization;
using AlexNetPS.Inference.Gates;

namespace AlexNetPS.Reports;

/// <summary>The verdict of a rule in one line.</summary>
internal static class RuleText
{
    /// <summary>Returns "MinTop1: 0.81 is below the limit of 0.85."</summary>
    public static string Of(RuleResult rule) => string.Create(CultureInfo.InvariantCulture,
        $"{rule.Rule}: {Measured(rule)} {Relation(rule)} the limit of {rule.Limit:G6}.");

    /// <summary>Returns the measured value with four digits, or with all if four are not on its side of the
    /// limit.</summary>
    public static string Measured(RuleResult rule)
    {
        string rounded = rule.Measured.ToString("G4", CultureInfo.InvariantCulture);
        return double.Parse(rounded, CultureInfo.InvariantCulture).CompareTo(rule.Limit)
            == rule.Measured.CompareTo(rule.Limit)
            ? rounded
            : rule.Measured.ToString("R", CultureInfo.InvariantCulture);
    }

    /// <summary>Returns "images 500, drop 0.02".</summary>
    public static string Evidence(RuleResult rule) => string.Join(", ", rule.Evidence);

    // A drop may be above its limit by chance.
    private static string Relation(RuleResult rule) => (rule.Passed, rule.Measured.CompareTo(rule.Limit)) switch
    {
        (true, > 0) when rule.Rule.StartsWith("Max", StringComparison.Ordinal) => "is not significantly above",
        (true, _) => "keeps",
        (false, < 0) when !double.IsNaN(rule.Measured) => "is below",
        (false, > 0) => "is above",
        _ => "does not keep",
    };
}
