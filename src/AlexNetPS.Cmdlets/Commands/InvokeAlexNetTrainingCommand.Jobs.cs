using System.Management.Automation;
using AlexNetPS.Training;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Cmdlets.Commands;

/// <content>Parameters of scripts and jobs: a limit of time, and runs that are not repeated.</content>
public sealed partial class InvokeAlexNetTrainingCommand
{
    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(MaxDuration))]
    public TimeSpan MaxDuration { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Reuse))]
    public SwitchParameter Reuse { get; set; }

    /// <summary>Says which run was not trained, or why training has ended before all epochs were done.</summary>
    private void SayWhatWasDone(TrainingRun run)
    {
        if (run.IsReused)
        {
            WriteInformation($"Reused {run} in '{run.Path}'; nothing was trained.", ["AlexNetPS", "AlexNetPS.Reuse"]);
        }
        else if (run.Status == RunStatus.Stopped)
        {
            WriteInformation($"{run.Name} is stopped after {run.EpochCount:N0} of {run.Recipe.Epochs:N0} epochs. "
                + run.StopReason, ["AlexNetPS", "AlexNetPS.Stopped"]);
        }
    }
}
