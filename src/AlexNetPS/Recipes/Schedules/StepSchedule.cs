namespace AlexNetPS.Recipes.Schedules;

/// <summary>
/// Multiplies the rate by a factor at regular intervals (PyTorch's StepLR; Caffe's "step", whose intervals count
/// steps).
/// </summary>
public sealed record StepSchedule : ScheduleDefinition
{
    /// <summary>Interval, at least 1.</summary>
    public required int Every { get; init; }

    /// <summary>Unit of the interval.</summary>
    public ScheduleUnit Unit { get; init; } = ScheduleUnit.Epochs;

    /// <summary>Factor at each change.</summary>
    public double Factor { get; init; } = 0.1;

    internal override double Multiplier(SchedulePosition position, IReadOnlyList<EpochScore> history) =>
        Math.Pow(Factor, (Unit == ScheduleUnit.Epochs ? position.Epoch : position.TotalStep) / Every);

    internal override IEnumerable<string> Problems()
    {
        foreach (string problem in base.Problems().Concat(FactorProblems(Factor)))
            yield return problem;
        if (Every < 1)
            yield return $"every: {Every} is below 1";
    }
}
