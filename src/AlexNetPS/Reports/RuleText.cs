using System.Globalization;
using AlexNetPS.Inference.Gates;

namespace AlexNetPS.Reports;

/// <summary>The verdict of a rule in one line.</summary>
internal static class RuleText
{
    /// <summary>Returns "MinTop1: 0.81 is below the limit of 0.85."</summary>
    public static string Of(RuleResult rule) => string.Create(CultureInfo.InvariantCulture,
        $"{rule.Rule}: {Measured(rule)} {Relation(rule)} the limit of {rule.Limit:G6}.");

    /// <summary>Returns the measured value with six digits, or with all where it looked like the limit.</summary>
    public static string Measured(RuleResult rule)
    {
        string measured = rule.Measured.ToString("G6", CultureInfo.InvariantCulture);
        return rule.Measured != rule.Limit && measured == rule.Limit.ToString("G6", CultureInfo.InvariantCulture)
            ? rule.Measured.ToString("R", CultureInfo.InvariantCulture)
            : measured;
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
