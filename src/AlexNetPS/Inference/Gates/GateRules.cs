using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Inference.Gates;

/// <summary>Rules that a model has to keep; null for a rule that is not set.</summary>
public sealed record GateRules
{
    /// <summary>Largest drop from a baseline without one being set.</summary>
    public const double DefaultMaxTop1Drop = 0.01;

    /// <summary>Confidence without one being set.</summary>
    public const double DefaultConfidence = 0.99;

    /// <summary>Least and largest confidence: 10,000 resamples tell no more.</summary>
    public const double LeastConfidence = 0.5, LargestConfidence = 0.999;

    /// <summary>Least top-1 accuracy, 0 to 1.</summary>
    public double? MinTop1 { get; init; }

    /// <summary>Largest loss, at least 0.</summary>
    public double? MaxLoss { get; init; }

    /// <summary>Least recall of each class that has images, 0 to 1.</summary>
    public double? MinClassRecall { get; init; }

    /// <summary>Largest expected calibration error, 0 to 1.</summary>
    public double? MaxCalibrationError { get; init; }

    /// <summary>Path of the file of the baseline, in a file of rules relative to it.</summary>
    public string? Baseline { get; init; }

    /// <summary>
    /// Largest drop of top-1 from the baseline, 0 to 1. The rule fails if the drop is larger, and more than chance.
    /// Default: 0.01.
    /// </summary>
    public double? MaxTop1Drop { get; init; }

    /// <summary>Confidence that a drop is more than chance, 0.5 to 0.999. Default: 0.99.</summary>
    public double? Confidence { get; init; }

    /// <summary>Seed of the bootstrap. Default: 0.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Whether there is a rule that needs no baseline.</summary>
    [JsonIgnore]
    public bool HasLimit =>
        MinTop1 is not null || MaxLoss is not null || MinClassRecall is not null || MaxCalibrationError is not null;

    /// <summary>Name of a setting that is without effect because there is no baseline; null if there is none.</summary>
    [JsonIgnore]
    public string? NeedsBaseline => MaxTop1Drop is not null ? nameof(MaxTop1Drop)
        : Confidence is not null ? nameof(Confidence) : Seed is not null ? nameof(Seed) : null;

    /// <summary>Reads a file of rules.</summary>
    /// <param name="path">The file; a relative path of a baseline in it is made relative to its folder.</param>
    /// <param name="parse">Returns the rules in a text that is not JSON, or throws <see cref="FormatException"/>; null
    /// for JSON.</param>
    /// <exception cref="GateRulesException">It holds no such rules; the message names file and field.</exception>
    /// <exception cref="IOException">It does not exist or cannot be read.</exception>
    public static GateRules Load(string path, Func<string, JsonObject>? parse = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return GateRulesFile.Read(path, parse);
    }

    /// <summary>Applies the rules to an evaluation.</summary>
    /// <param name="evaluation">The model.</param>
    /// <param name="baseline">The baseline; null for none.</param>
    /// <returns>One result for each rule, in the order of the properties.</returns>
    /// <exception cref="ArgumentException">There is no rule.</exception>
    /// <exception cref="BaselineImagesException">The baseline is of other images.</exception>
    public IReadOnlyList<RuleResult> Test(Evaluation evaluation, Baseline? baseline = null)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        if (!HasLimit && baseline is null)
            throw new ArgumentException("There is no rule.");
        return Results(evaluation, baseline).ToReadable();
    }

    /// <summary>Returns what is out of range as "field: error".</summary>
    internal IEnumerable<string> Problems()
    {
        (string Name, double? Value, double Least, double Largest)[] ranges =
        [
            ("minTop1", MinTop1, 0, 1),
            ("maxLoss", MaxLoss, 0, double.MaxValue),
            ("minClassRecall", MinClassRecall, 0, 1),
            ("maxCalibrationError", MaxCalibrationError, 0, 1),
            ("maxTop1Drop", MaxTop1Drop, 0, 1),
            ("confidence", Confidence, LeastConfidence, LargestConfidence),
        ];
        foreach ((string name, double? value, double least, double largest) in ranges)
        {
            if (value is double number && !(number >= least && number <= largest))
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{name}: it is {number}; ")
                    + (largest == double.MaxValue
                        ? "at least 0 is allowed"
                        : string.Create(CultureInfo.InvariantCulture, $"{least} to {largest} is allowed"));
            }
        }

        if (Baseline is { } file && string.IsNullOrWhiteSpace(file))
            yield return "baseline: it is empty; the path of a file is needed";
    }

    private IEnumerable<RuleResult> Results(Evaluation evaluation, Baseline? baseline)
    {
        if (MinTop1 is double top1)
            yield return RuleChecks.Top1(evaluation, top1);
        if (MaxLoss is double loss)
            yield return RuleChecks.Loss(evaluation, loss);
        if (MinClassRecall is double recall)
            yield return RuleChecks.ClassRecall(evaluation, recall);
        if (MaxCalibrationError is double error)
            yield return RuleChecks.Calibration(evaluation, error);
        if (baseline is not null)
        {
            yield return RuleChecks.Top1Drop(evaluation, baseline, MaxTop1Drop ?? DefaultMaxTop1Drop,
                Confidence ?? DefaultConfidence, Seed ?? 0);
        }
    }
}
