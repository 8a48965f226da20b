using System.Globalization;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Inference.Gates;

/// <summary>What one rule found in the evaluation of a model.</summary>
public sealed class RuleResult
{
    internal RuleResult(string rule, double measured, double limit, bool passed, IReadOnlyList<RuleEvidence> evidence,
        Evaluation evaluation)
    {
        (Rule, Measured, Limit, Passed) = (rule, measured, limit, passed);
        (Evidence, Evaluation) = (evidence.ToReadable(), evaluation);
    }

    /// <summary>Name of the rule, as the parameter and the rule file have it: "MinTop1", "MaxTop1Drop".</summary>
    public string Rule { get; }

    /// <summary>The measured value, in the unit of the limit.</summary>
    public double Measured { get; }

    /// <summary>The limit: the least value of a rule that begins with "Min", the largest of one with "Max".</summary>
    public double Limit { get; }

    /// <summary>Whether the model keeps the rule.</summary>
    public bool Passed { get; }

    /// <summary>What the verdict rests on: the number of images, intervals, p values, the class with the lowest
    /// recall.</summary>
    public IReadOnlyList<RuleEvidence> Evidence { get; }

    /// <summary>The evaluation that the rule was applied to.</summary>
    public Evaluation Evaluation { get; }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Rule}: {(Passed ? "passed" : "failed")}, {Measured:0.####} with a limit of {Limit:0.####}");
}

/// <summary>A named value that a verdict rests on.</summary>
/// <param name="Name">What it is: "images", "drop", "p value (McNemar)".</param>
/// <param name="Value">Number or text, in the invariant culture; a class name is as it is in the dataset.</param>
public sealed record RuleEvidence(string Name, string Value)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Value}";
}
