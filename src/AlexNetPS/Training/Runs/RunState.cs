using AlexNetPS.Formats.Safetensors;
using AlexNetPS.Models;

namespace AlexNetPS.Training.Runs;

/// <summary>
/// What a run holds only to be resumed: the last checkpoint, and the optimizer state in the numbered ones.
/// </summary>
internal static class RunState
{
    /// <summary>Frees it and keeps the models: the best one, and those of numbered checkpoints.</summary>
    /// <exception cref="TrainingException">A process is training in the folder, a checkpoint is damaged, or the folder
    /// cannot be written.</exception>
    public static void Remove(RunFolder folder)
    {
        using RunHold hold = folder.Enter(resume: true);
        try
        {
            foreach (string checkpoint in folder.NumberedCheckpoints.Where(CheckpointFile.HasState))
                AlexNetModel.Load(checkpoint).Save(checkpoint);
            if (!File.Exists(folder.LastPath))
                return;
            // The only copy of the weights, if the last epoch was the best or no epoch is completed.
            if (!File.Exists(folder.BestPath))
                AlexNetModel.Load(folder.LastPath).Save(folder.BestPath);
            File.Delete(folder.LastPath);
        }
        catch (Exception e) when (e is ModelFormatException or IOException or UnauthorizedAccessException)
        {
            throw new TrainingException($"The state of the run in '{folder.Path}' cannot be removed: {e.Message}", e);
        }
    }
}
