using System.Management.Automation.Host;
using AlexNetPS.Training;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Cmdlets.Commands;

/// <content>What a stopped training says last.</content>
public sealed partial class InvokeAlexNetTrainingCommand
{
    /// <summary>Writes to the host: a stopped pipeline takes no output, and its streams are closed.</summary>
    private void SayHowItEnded(TrainingRun run)
    {
        string line = run.Status == RunStatus.Stopped
            ? $"{run.Name} is stopped after {run.EpochCount:N0} of {run.Recipe.Epochs:N0} epochs. {run.StopReason}"
            : $"{run.Name} is {run.Status}. Get it with: Get-AlexNetRun '{run.Path.Replace("'", "''")}'";
        try
        {
            Host.UI?.WriteLine(line);
        }
        catch (HostException)
        {
            // There may be nobody left to tell.
        }
    }
}
