using AlexNetPS.Formats.Text;

namespace AlexNetPS.Training.Runs;

/// <summary>Weights that a run has just written.</summary>
/// <param name="Files">Paths of the files: best.safetensors, last.safetensors, numbered checkpoints.</param>
/// <param name="Epoch">Completed epochs.</param>
/// <param name="Step">Completed steps of the next epoch; 0 after an epoch.</param>
public sealed record TrainingCheckpoint(ReadableList<string> Files, int Epoch, int Step)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"Checkpoint of epoch {Epoch}{(Step > 0 ? $" and {Step} steps" : "")}: "
        + string.Join(", ", Files.Select(Path.GetFileName));
}
