using AlexNetPS.Formats.Text;
using AlexNetPS.Recipes.Schedules;

namespace AlexNetPS.Recipes;

/// <summary>
/// Checkpoints in addition to the best model: epoch-0010.safetensors, step-00002000.safetensors, and after the end of
/// the run the last one.
/// </summary>
public sealed record CheckpointPlan
{
    /// <summary>Interval in epochs or steps; 0 for none.</summary>
    public int Every { get; init; }

    /// <summary>Unit of the interval.</summary>
    public ScheduleUnit Unit { get; init; } = ScheduleUnit.Epochs;

    /// <summary>Number of newest checkpoints to keep; 0 for all.</summary>
    public int Keep { get; init; }

    /// <summary>
    /// Whether a completed run keeps its last checkpoint, with the optimizer state, so that it can be resumed with more
    /// epochs. Otherwise it keeps the best model only, a half to a quarter of the size.
    /// </summary>
    public bool KeepState { get; init; }

    /// <inheritdoc/>
    public override string ToString() => ReadableText.Settings(this);

    internal IEnumerable<string> Problems()
    {
        if (Every < 0)
            yield return $"every: {Every} is below 0";
        if (Keep < 0)
            yield return $"keep: {Keep} is below 0";
    }
}
