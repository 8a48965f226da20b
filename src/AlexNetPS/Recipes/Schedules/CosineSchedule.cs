namespace AlexNetPS.Recipes.Schedules;

/// <summary>
/// Cosine annealing from the base rate down, epoch by epoch (Loshchilov and Hutter 2017; PyTorch's CosineAnnealingLR
/// over all epochs).
/// </summary>
public sealed record CosineSchedule : ScheduleDefinition
{
    /// <summary>Minimum rate, as a fraction of the base rate.</summary>
    public double MinimumFactor { get; init; }

    internal override double Multiplier(SchedulePosition position, IReadOnlyList<EpochScore> history) =>
        MinimumFactor
            + (1 - MinimumFactor) * (1 + Math.Cos(Math.PI * Math.Min(1.0, (double)position.Epoch / position.Epochs)))
                / 2;

    internal override IEnumerable<string> Problems()
    {
        foreach (string problem in base.Problems())
            yield return problem;
        if (MinimumFactor is not (>= 0 and <= 1))
            yield return $"minimumFactor: {MinimumFactor} is not between 0 and 1";
    }
}
