using System.Management.Automation;
using System.Runtime.ExceptionServices;
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
    /// Does on all ranks what precedes their training. If it fails on one, no rank trains and none waits for it.
    /// </summary>
    private T Together<T>(IRankGroup? ranks, Func<T> prepare)
    {
        if (ranks is null)
            return prepare();
        T? prepared = default;
        ExceptionDispatchInfo? failure = null;
        try
        {
            prepared = prepare();
        }
        catch (Exception e) when (e is PipelineStoppedException || StopToken.IsCancellationRequested)
        {
            ranks.Fail("It was stopped before its training.");
            throw;
        }
        catch (Exception e)
        {
            failure = ExceptionDispatchInfo.Capture(e);
        }

        OfRank(ranks, () => Read<object?>(_ =>
        {
            ranks.Agree(() => failure?.Throw());
            return null;
        }));
        return prepared!;
    }

    /// <summary>Returns the answer of rank 0, which alone asks, on all ranks.</summary>
    private Answer Agreed(IRankGroup? ranks, Func<Answer> ask)
    {
        if (ranks is null)
            return ask();
        byte[] answer = [(byte)Together(ranks, () => ranks.Rank == 0 ? ask() : Answer.No)];
        Read<object?>(_ =>
        {
            ranks.Broadcast(answer);
            return null;
        });
        return (Answer)answer[0];
    }

    // The errors of ranks appear among those of others.
    private static void OfRank(IRankGroup ranks, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (ranks.Rank > 0 && (Failure.IsExpected(e) || e is ErrorRecordException))
        {
            throw new ErrorRecordException(Failure.OfRank(ranks.Rank, e));
        }
    }

    /// <summary>
    /// Trains on a rank other than 0. It returns nothing, so that what follows in the pipeline runs once.
    /// </summary>
    private void Follow(ImageNetDataset dataset, TrainingOptions options)
    {
        using var signals = new StopSignals(StopToken);
        OfRank(options.Ranks!, () => Run(_ => Trainer.Train(dataset, options, null, signals.Stopping)));
    }
}
