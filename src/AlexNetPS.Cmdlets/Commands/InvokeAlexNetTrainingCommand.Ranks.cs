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

    /// <summary>How long a rank waits for the others before it says so. Tests set it.</summary>
    internal static TimeSpan ConnectingPatience { get; set; } = TimeSpan.FromMinutes(1);

    // MPI_Init waits for all, however long one prepares its images, and cannot be stopped.
    private IRankGroup? Connect()
    {
        if (Distributed == DistributedMode.None || RankGroups.StartedRank is not int rank)
            return RankGroups.Open(Distributed);
        return Read(channel =>
        {
            Task<IRankGroup?> opening = Task.Run(() => RankGroups.Open(Distributed));
            if (!((IAsyncResult)opening).AsyncWaitHandle.WaitOne(ConnectingPatience))
            {
                channel.WriteWarning($"Rank {rank} waits for ranks that have not come to their training. If the script "
                    + "of one has ended without it, they never will: stop with Ctrl+C.");
            }

            return opening.GetAwaiter().GetResult();
        });
    }

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
