using System.Globalization;
using AlexNetPS.Datasets;
using AlexNetPS.Formats.Text;
using AlexNetPS.Inference;
using AlexNetPS.Training.Sweeps;

namespace AlexNetPS.Training.Folds;

/// <summary>
/// The results of the folds of one cross-validation together: mean, standard deviation, and 95 % confidence interval of
/// the mean by Student's t.
/// </summary>
/// <remarks>
/// The training images of folds overlap, so their results are not independent: the interval is somewhat too narrow
/// (Bengio and Grandvalet 2004).
/// </remarks>
public sealed record FoldSummary
{
    /// <summary>Name of the dataset.</summary>
    public required string Dataset { get; init; }

    /// <summary>Name of the recipe.</summary>
    public required string Recipe { get; init; }

    /// <summary>The split that was evaluated: of each fold its own validation split, or another.</summary>
    public required SplitName Split { get; init; }

    /// <summary>Number of folds of the cross-validation.</summary>
    public required int FoldCount { get; init; }

    /// <summary>Numbers of the folds with a result; the statistics are of these.</summary>
    public required IReadOnlyList<int> Folds { get; init => field = value.ToReadable(); }

    /// <summary>Whether every fold has a result.</summary>
    public bool IsComplete => Folds.Count == FoldCount;

    /// <summary>Statistics of the top-1 accuracy, 0 to 1; null without a result.</summary>
    public SampleStatistics? Top1 { get; init; }

    /// <summary>Statistics of the top-5 accuracy, 0 to 1; null without a result.</summary>
    public SampleStatistics? Top5 { get; init; }

    /// <summary>Statistics of the mean loss; null without a result.</summary>
    public SampleStatistics? Loss { get; init; }

    /// <summary>Mean of <see cref="Top1"/>.</summary>
    public double? MeanTop1 => Top1?.Mean;

    /// <summary>Standard deviation of <see cref="Top1"/>; null for one fold.</summary>
    public double? DeviationTop1 => Top1?.Deviation;

    /// <summary>95 % confidence interval of <see cref="MeanTop1"/>; null for one fold.</summary>
    public ConfidenceInterval? Top1Interval => Interval(Top1);

    /// <summary>Mean of <see cref="Top5"/>.</summary>
    public double? MeanTop5 => Top5?.Mean;

    /// <summary>Standard deviation of <see cref="Top5"/>; null for one fold.</summary>
    public double? DeviationTop5 => Top5?.Deviation;

    /// <summary>95 % confidence interval of <see cref="MeanTop5"/>; null for one fold.</summary>
    public ConfidenceInterval? Top5Interval => Interval(Top5);

    /// <summary>Mean of <see cref="Loss"/>.</summary>
    public double? MeanLoss => Loss?.Mean;

    /// <summary>Standard deviation of <see cref="Loss"/>; null for one fold.</summary>
    public double? DeviationLoss => Loss?.Deviation;

    /// <summary>
    /// The settings in which it differs from the other cross-validations of the comparison: "LearningRate 0.01"; empty
    /// for the only one.
    /// </summary>
    public required string Settings { get; init; }

    /// <summary>Paths of the run folders, in the order of <see cref="Folds"/>.</summary>
    public required IReadOnlyList<string> Paths { get; init => field = value.ToReadable(); }

    /// <summary>
    /// Summarizes runs by the best epoch of each. Runs of no fold are left out, and a fold without others.
    /// </summary>
    /// <returns>One summary for each cross-validation, in the order of the runs.</returns>
    public static IReadOnlyList<FoldSummary> Of(IEnumerable<TrainingRun> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return Of([.. runs.Select(run => new FoldScore(run, run.ValidationTop1, run.BestEpoch?.ValidationTop5,
            run.ValidationLoss))], SplitName.Validation);
    }

    /// <summary>
    /// Summarizes evaluations of the models of runs. Runs of no fold are left out, and a fold without others.
    /// </summary>
    /// <param name="evaluations">The runs and their evaluations, all on the same split.</param>
    /// <returns>One summary for each cross-validation, in the order of the runs.</returns>
    public static IReadOnlyList<FoldSummary> Of(IReadOnlyList<(TrainingRun Run, Evaluation Evaluation)> evaluations)
    {
        ArgumentNullException.ThrowIfNull(evaluations);
        return Of([.. evaluations.Select(one => new FoldScore(one.Run, one.Evaluation.Top1, one.Evaluation.Top5,
            one.Evaluation.Loss))], evaluations.Count > 0 ? evaluations[0].Evaluation.Split : SplitName.Validation);
    }

    private static IReadOnlyList<FoldSummary> Of(IReadOnlyList<FoldScore> scores, SplitName split) =>
        [.. CrossValidations.Of(scores).Where(group => group.Scores.Count > 1)
            .Select(group => Of(group.Settings, group.Scores, split))];

    private static FoldSummary Of(string settings, IReadOnlyList<FoldScore> scores, SplitName split)
    {
        FoldScore[] done = [.. scores.Where(score => score.Top1 is not null).OrderBy(score => score.Fold.Number)];
        TrainingRun first = scores[0].Run;
        return new()
        {
            Dataset = first.Dataset,
            Recipe = first.Recipe.Name,
            Split = split,
            FoldCount = scores[0].Fold.Count,
            Folds = [.. done.Select(score => score.Fold.Number)],
            Top1 = Statistics(done.Select(score => score.Top1)),
            Top5 = Statistics(done.Select(score => score.Top5)),
            Loss = Statistics(done.Select(score => score.Loss)),
            Settings = settings,
            Paths = [.. done.Select(score => score.Run.Path)],
        };
    }

    private static SampleStatistics? Statistics(IEnumerable<double?> values) =>
        SampleStatistics.Of([.. values.OfType<double>()]);

    private static ConfidenceInterval? Interval(SampleStatistics? statistics) =>
        statistics is { Low: double low, High: double high } ? new(low, high) : null;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Recipe} on {Dataset}, {Folds.Count} of {FoldCount} folds: top-1 {Top1?.ToString() ?? "unknown"}");
}
