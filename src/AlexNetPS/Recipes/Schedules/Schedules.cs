using System.Text.Json.Serialization;

namespace AlexNetPS.Recipes.Schedules;

/// <summary>Constant base rate.</summary>
public sealed record ConstantSchedule : ScheduleDefinition
{
    internal override double Multiplier(SchedulePosition position, IReadOnlyList<EpochScore> history) => 1;
}

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

/// <summary>Multiplies the rate by a factor after given epochs or steps (PyTorch's MultiStepLR).</summary>
public sealed record MilestoneSchedule : ScheduleDefinition
{
    /// <summary>Epochs or steps after which the rate changes, ascending.</summary>
    public required IReadOnlyList<int> Milestones { get; init; }

    /// <summary>Unit of the milestones.</summary>
    public ScheduleUnit Unit { get; init; } = ScheduleUnit.Epochs;

    /// <summary>Factor at each change.</summary>
    public double Factor { get; init; } = 0.1;

    internal override double Multiplier(SchedulePosition position, IReadOnlyList<EpochScore> history)
    {
        long done = Unit == ScheduleUnit.Epochs ? position.Epoch : position.TotalStep;
        return Math.Pow(Factor, Milestones.Count(milestone => milestone <= done));
    }

    internal override IEnumerable<string> Problems()
    {
        foreach (string problem in base.Problems().Concat(FactorProblems(Factor)))
            yield return problem;
        if (Milestones.Zip(Milestones.Skip(1)).Any(pair => pair.First >= pair.Second)
            || Milestones.Any(milestone => milestone < 1))
        {
            yield return $"milestones: [{string.Join(", ", Milestones)}] does not rise from at least 1";
        }
    }
}

/// <summary>Multiplies the rate by a factor after every epoch (PyTorch's ExponentialLR).</summary>
public sealed record ExponentialSchedule : ScheduleDefinition
{
    /// <summary>Factor per epoch.</summary>
    public required double Factor { get; init; }

    internal override double Multiplier(SchedulePosition position, IReadOnlyList<EpochScore> history) =>
        Math.Pow(Factor, position.Epoch);

    internal override IEnumerable<string> Problems() => base.Problems().Concat(FactorProblems(Factor));
}

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

/// <summary>
/// The paper's rule (section 5): divide by ten when the validation error stops improving, three times in total. The
/// error is 1 - top-1; the training error is used if there is no validation split.
/// </summary>
public sealed record PlateauSchedule : ScheduleDefinition
{
    /// <summary>Factor at each change.</summary>
    public double Factor { get; init; } = 0.1;

    /// <summary>Maximum number of reductions.</summary>
    public int MaximumReductions { get; init; } = 3;

    /// <summary>
    /// Epochs without improvement tolerated before a reduction; in the paper, this was decided manually.
    /// </summary>
    public int Patience { get; init; } = 5;

    /// <summary>Minimum improvement of the error; 0.001 = 0.1 percentage points.</summary>
    public double Threshold { get; init; } = 1e-3;

    internal override double Multiplier(SchedulePosition position, IReadOnlyList<EpochScore> history)
    {
        double best = double.PositiveInfinity;
        int without = 0, reductions = 0;
        foreach (EpochScore epoch in history)
        {
            double error = 1 - epoch.Top1;
            if (error < best - Threshold)
                (best, without) = (error, 0);
            else if (++without > Patience && reductions < MaximumReductions)
                (without, reductions) = (0, reductions + 1);
        }

        return Math.Pow(Factor, reductions);
    }

    internal override IEnumerable<string> Problems()
    {
        foreach (string problem in base.Problems().Concat(FactorProblems(Factor)))
            yield return problem;
        if (MaximumReductions < 0)
            yield return $"maximumReductions: {MaximumReductions} is below 0";
        if (Patience < 0)
            yield return $"patience: {Patience} is below 0";
        if (RecipeValidation.AtLeastZero("threshold", Threshold) is string wrong)
            yield return wrong;
    }
}

/// <summary>Unit of an interval.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ScheduleUnit>))]
public enum ScheduleUnit
{
    /// <summary>Passes over the training set.</summary>
    Epochs,

    /// <summary>Optimizer steps.</summary>
    Steps,
}
