namespace AlexNetPS.Recipes.Schedules;

/// <summary>Multiplies the rate by a factor after every epoch (PyTorch's ExponentialLR).</summary>
public sealed record ExponentialSchedule : ScheduleDefinition
{
    /// <summary>Factor per epoch.</summary>
    public required double Factor { get; init; }

    internal override double Multiplier(SchedulePosition position, IReadOnlyList<EpochScore> history) =>
        Math.Pow(Factor, position.Epoch);

    internal override IEnumerable<string> Problems() => base.Problems().Concat(FactorProblems(Factor));
}
