using AlexNetPS.Formats.Text;

namespace AlexNetPS.Recipes.Schedules;

/// <summary>Multiplies the rate by a factor after given epochs or steps (PyTorch's MultiStepLR).</summary>
public sealed record MilestoneSchedule : ScheduleDefinition
{
    /// <summary>Epochs or steps after which the rate changes, ascending.</summary>
    public required IReadOnlyList<int> Milestones { get; init => field = value.ToReadable(); }

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
