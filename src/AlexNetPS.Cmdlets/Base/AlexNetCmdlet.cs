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

    /// <inheritdoc cref="WriteWarning"/>
    private protected new void WriteInformation(object message, string[] tags) =>
        base.WriteInformation(message is string text ? TerminalText.Of(text) : message, tags);

    /// <summary>Asks, and states what would be done, about names that come from files.</summary>
    private protected new bool ShouldProcess(string target, string action) =>
        base.ShouldProcess(TerminalText.OfLine(target), TerminalText.Of(action));

    /// <inheritdoc cref="ShouldProcess(string, string)"/>
    private protected new bool ShouldProcess(string description, string question, string caption) =>
        base.ShouldProcess(TerminalText.Of(description), TerminalText.Of(question), caption);

    /// <inheritdoc cref="ShouldProcess(string, string)"/>
    private protected new bool ShouldProcess(string description, string question, string caption,
        out ShouldProcessReason reason) =>
        base.ShouldProcess(TerminalText.Of(description), TerminalText.Of(question), caption, out reason);

    /// <summary>Whether a parameter was given: before the first input, on the command line.</summary>
    private protected bool IsBound(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    /// <summary>How long a stopped pipeline waits for work that only reads. Tests set it.</summary>
    internal static TimeSpan ReadingPatience { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Runs work on a worker thread and writes its posts until it ends.</summary>
    internal T Run<T>(ProgressDisplay progress, Func<WorkerChannel, T> work) =>
        Run(progress, work, Timeout.InfiniteTimeSpan);

    internal T Run<T>(Func<WorkerChannel, T> work) => Run(new ProgressDisplay(), work);

    /// <summary>
    /// Runs work that leaves nothing half done, as reading a file. No system can take back a read from a disk or a
    /// share that does not answer, so a stopped pipeline leaves it to itself after a few seconds.
    /// </summary>
    internal T Read<T>(ProgressDisplay progress, Func<WorkerChannel, T> work) => Run(progress, work, ReadingPatience);

    /// <inheritdoc cref="Read{T}(ProgressDisplay, Func{WorkerChannel, T})"/>
    internal T Read<T>(Func<WorkerChannel, T> work) => Read(new ProgressDisplay(), work);

    private T Run<T>(ProgressDisplay progress, Func<WorkerChannel, T> work, TimeSpan patience)
    {
        var channel = new WorkerChannel(_stop.Token);
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
        bool isLeft = false;
        try
        {
            try
            {
                channel.Pump(this, progress, patience);
            }
            catch
            {
                // The pipeline has stopped: wait for the worker before rethrowing, and swallow only its exception.
                _stop.Cancel();
                isLeft = channel.IsLeft || !((IAsyncResult)task).AsyncWaitHandle.WaitOne(patience);
                _ = task.Exception;
                throw;
            }
            finally
            {
                TakeAway(progress);
            }

            return task.GetAwaiter().GetResult();
        }
        finally
        {
            if (isLeft)
                task.ContinueWith(Forget, channel, TaskScheduler.Default);
            else
                channel.Dispose();
        }
    }

    // Nobody else takes the exception or the result of a worker that was left.

    private static void Forget<T>(Task<T> task, object? channel)
    {
        if (task.Exception is null && !task.IsCanceled)
            (task.Result as IDisposable)?.Dispose();
        ((WorkerChannel)channel!).Dispose();
    }

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
