namespace AlexNetPS.Recipes.Schedules;

/// <summary>Constant base rate.</summary>
public sealed record ConstantSchedule : ScheduleDefinition
{
    internal override double Multiplier(SchedulePosition position, IReadOnlyList<EpochScore> history) => 1;
}
