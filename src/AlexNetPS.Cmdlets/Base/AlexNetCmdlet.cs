using System.Management.Automation;
using System.Management.Automation.Host;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Cmdlets.Base;

/// <summary>
/// Base class of the cmdlets. Long work runs on a worker thread while the pipeline thread writes its output. Ctrl+C, an
/// error downstream and <c>Select-Object -First</c> all cancel one token. An exception of the library becomes one error
/// record.
/// </summary>
public abstract class AlexNetCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Canceled by Ctrl+C or when the pipeline stops.</summary>
    protected CancellationToken StopToken => _stop.Token;

    /// <inheritdoc/>
    protected sealed override void BeginProcessing() => Guarded(Begin);

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => Guarded(Process);

    /// <inheritdoc/>
    protected sealed override void EndProcessing() => Guarded(End);

    /// <summary>Cancels the work; called on another thread on Ctrl+C.</summary>
    protected sealed override void StopProcessing() => _stop.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        // StopProcessing is not called when a downstream command stops the pipeline.
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

    /// <summary>Releases resources; called once, also after Ctrl+C.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }

    /// <summary>Writes a warning, whose names come from files.</summary>
    internal new void WriteWarning(string text) => base.WriteWarning(LogText.Of(text));

    /// <summary>Writes a verbose message, whose names come from files.</summary>
    internal new void WriteVerbose(string text) => base.WriteVerbose(LogText.Of(text));

    /// <summary>Whether a parameter was given: before the first input, on the command line.</summary>
    private protected bool IsBound(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    /// <summary>Runs work on a worker thread and writes its posts until it ends.</summary>
    internal T Run<T>(ProgressDisplay progress, Func<WorkerChannel, T> work)
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
            // The pipeline has stopped: wait for the worker before rethrowing, and swallow only the worker's exception.
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

    internal T Run<T>(Func<WorkerChannel, T> work) => Run(new ProgressDisplay(), work);

    /// <summary>
    /// Writes the last line of work that was stopped, if it was, to the host: a stopped pipeline takes no output.
    /// </summary>
    internal void WriteIfStopped(Func<string> line)
    {
        if (!_stop.IsCancellationRequested)
            return;
        try
        {
            Host.UI?.WriteLine(LogText.Of(line()));
        }
        catch (Exception e) when (e is HostException or PipelineStoppedException)
        {
            // There may be nobody left to tell.
        }
    }

    /// <summary>Removes the progress bars, whatever the state of the pipeline.</summary>
    private protected void TakeAway(ProgressDisplay progress)
    {
        try
        {
            progress.Complete(this);
        }
        catch (PipelineStoppedException)
        {
            // After Ctrl+C nothing may be written, and the host has already removed its bars.
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
