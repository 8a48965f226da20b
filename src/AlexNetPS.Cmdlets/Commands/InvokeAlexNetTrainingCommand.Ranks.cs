using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Datasets;
using AlexNetPS.Ranks;
using AlexNetPS.Training;

namespace AlexNetPS.Cmdlets.Commands;

/// <content>Training by several processes that MPI started.</content>
public sealed partial class InvokeAlexNetTrainingCommand
{
    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Distributed))]
    public DistributedMode Distributed { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Parallelism))]
    public Parallelism Parallelism { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(GradientSum))]
    public GradientSum GradientSum { get; set; }

    /// <summary>
    /// Trains on a rank other than 0. It returns nothing, so that what follows in the pipeline runs once.
    /// </summary>
    private void Follow(ImageNetDataset dataset, TrainingOptions options)
    {
        using var signals = new StopSignals(StopToken);
        try
        {
            Run(_ => Trainer.Train(dataset, options, null, signals.Stopping));
        }
        catch (Exception e) when (Failure.IsExpected(e))
        {
            throw new ErrorRecordException(Failure.OfRank(options.Ranks!.Rank, e));
        }
    }
}
