using System.Management.Automation;

namespace AlexNetPS.Cmdlets.Base;

/// <summary>
/// The base of all cmdlets. Long work runs on its own thread while the pipeline thread writes what it posts; Ctrl+C, an
/// error downstream and <c>Select-Object -First</c> all cancel one token; an exception of the library becomes one error
/// record.
/// </summary>
public abstract class AlexNetCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Canceled when the work is no longer wanted.</summary>
    protected CancellationToken StopToken => _stop.Token;

    /// <inheritdoc/>
    protected sealed override void BeginProcessing() => Guarded(Begin);

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => Guarded(Process);

    /// <inheritdoc/>
    protected sealed override void EndProcessing() => Guarded(End);

    /// <summary>Ctrl+C; called on another thread.</summary>
    protected sealed override void StopProcessing() => _stop.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        // Not reached through StopProcessing when a command downstream ended the pipeline.
        if (!_stop.IsCancellationRequested)
            _stop.Cancel();
        Dispose(true);
        _stop.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Before the first input.</summary>
    protected virtual void Begin()
    {
    }

    /// <summary>For each input.</summary>
    protected virtual void Process()
    {
    }

    /// <summary>After the last input.</summary>
    protected virtual void End()
    {
    }

    /// <summary>Gives back what the cmdlet held; called once, also after Ctrl+C.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }

    /// <summary>Runs work on its own thread, writing what it posts until it is done.</summary>
    private protected T Run<T>(ProgressDisplay progress, Func<WorkerChannel, T> work)
    {
        using var channel = new WorkerChannel(_stop.Token);
        Task<T> task = Task.Factory.StartNew(
            () =>
            {
                try
                {
                    return work(channel);
                }
                finally
                {
                    channel.Complete();
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            channel.Pump(this, progress);
        }
        catch
        {
            // The pipeline wants no more: let the worker end before the exception goes on, and swallow only the
            // worker's.
            _stop.Cancel();
            ((IAsyncResult)task).AsyncWaitHandle.WaitOne();
            _ = task.Exception;
            throw;
        }
        finally
        {
            TakeAway(progress);
        }

        return task.GetAwaiter().GetResult();
    }

    private protected T Run<T>(Func<WorkerChannel, T> work) => Run(new ProgressDisplay(), work);

    /// <summary>Takes the bars away, whatever state the pipeline is in.</summary>
    private protected void TakeAway(ProgressDisplay progress)
    {
        try
        {
            progress.Complete(this);
        }
        catch (PipelineStoppedException)
        {
            // After Ctrl+C nothing may be written, and the host has cleared its bars itself.
        }
    }

    private void Guarded(Action step)
    {
        try
        {
            step();
        }
        catch (OperationCanceledException) when (StopToken.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (ErrorRecordException e)
        {
            ThrowTerminatingError(e.ErrorRecord);
        }
        catch (Exception e) when (Failure.IsExpected(e))
        {
            ThrowTerminatingError(Failure.From(e, null));
        }
    }
}
