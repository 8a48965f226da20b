namespace AlexNetPS.Recipes.Schedules;

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
