namespace AlexNetPS.Recipes.Schedules;

/// <summary>
/// One-cycle schedule: up to the base rate and down again along cosines, step by step (Smith 2018; PyTorch's OneCycleLR
/// and its defaults).
/// </summary>
public sealed record OneCycleSchedule : ScheduleDefinition
{
    /// <summary>Fraction of the steps in which the rate rises.</summary>
    public double RisingFraction { get; init; } = 0.3;

    /// <summary>First rate = base rate / this.</summary>
    public double StartDivisor { get; init; } = 25;

    /// <summary>Last rate = first rate / this.</summary>
    public double EndDivisor { get; init; } = 1e4;

    internal override double Multiplier(SchedulePosition position, IReadOnlyList<EpochScore> history)
    {
        long last = (long)position.Epochs * position.StepsPerEpoch - 1, step = Math.Min(position.TotalStep, last);
        double peak = RisingFraction * (last + 1) - 1, start = 1 / StartDivisor, end = start / EndDivisor;
        return step <= peak
            ? Cosine(start, 1, peak <= 0 ? 1 : step / peak)
            : Cosine(1, end, last <= peak ? 1 : (step - peak) / (last - peak));
    }

    private static double Cosine(double from, double to, double part) => to
        + (from - to) * (1 + Math.Cos(Math.PI * part)) / 2;

    internal override IEnumerable<string> Problems()
    {
        foreach (string problem in base.Problems())
            yield return problem;
        if (RisingFraction is not (> 0 and < 1))
            yield return $"risingFraction: {RisingFraction} is not between 0 and 1";
        if (StartDivisor is not (>= 1 and < double.PositiveInfinity))
            yield return $"startDivisor: {StartDivisor} is not at least 1";
        if (EndDivisor is not (>= 1 and < double.PositiveInfinity))
            yield return $"endDivisor: {EndDivisor} is not at least 1";
    }
}
