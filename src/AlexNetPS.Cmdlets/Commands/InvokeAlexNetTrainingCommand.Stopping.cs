using AlexNetPS.Training;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Cmdlets.Commands;

/// <content>The last line of a training that was stopped.</content>
public sealed partial class InvokeAlexNetTrainingCommand
{
    private static string Ending(TrainingRun run) => run.Status == RunStatus.Stopped
        ? $"{run.Name} is stopped after {run.EpochCount:N0} of {run.Recipe.Epochs:N0} epochs. {run.StopReason}"
        : $"{run.Name} is complete: Get-AlexNetRun '{run.Path.Replace("'", "''", StringComparison.Ordinal)}'";
}
