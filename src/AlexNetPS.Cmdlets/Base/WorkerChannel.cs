using System.Collections.Concurrent;
using System.Management.Automation;

namespace AlexNetPS.Cmdlets.Base;

/// <summary>
/// Lets a worker post actions to the pipeline thread: PowerShell allows a cmdlet's Write methods only on that thread.
/// </summary>
internal sealed class WorkerChannel(CancellationToken stopping) : IDisposable
{
    // A slow consumer (a paging host, a script block downstream) blocks the worker.
    private readonly BlockingCollection<Action<AlexNetCmdlet>> _posts = new(boundedCapacity: 1024);

    /// <summary>Canceled by Ctrl+C or when the pipeline stops.</summary>
    public CancellationToken Stopping => stopping;

    public void Write(object item) => Post(cmdlet => cmdlet.WriteObject(item));

    public void WriteVerbose(string text) => Post(cmdlet => cmdlet.WriteVerbose(text));

    public void WriteWarning(string text) => Post(cmdlet => cmdlet.WriteWarning(text));

    public void WriteError(ErrorRecord record) => Post(cmdlet => cmdlet.WriteError(record));

    public void WriteInformation(InformationRecord record) => Post(cmdlet => cmdlet.WriteInformation(record));

    /// <summary>Writes to the terminal, beside the streams, as progress does.</summary>
    public void WriteLine(string text) => Post(cmdlet => cmdlet.Host.UI.WriteLine(text));

    /// <summary>Ends <see cref="Pump"/>; no posts may follow.</summary>
    public void Complete() => _posts.CompleteAdding();

    /// <summary>
    /// Runs posts on the pipeline thread until <see cref="Complete"/> and draws progress between them.
    /// </summary>
    public void Pump(AlexNetCmdlet cmdlet, ProgressDisplay progress)
    {
        while (!_posts.IsCompleted)
        {
            if (_posts.TryTake(out Action<AlexNetCmdlet>? post, ProgressDisplay.Interval))
                post(cmdlet);
            progress.Draw(cmdlet);
        }
    }

    public void Dispose() => _posts.Dispose();

    // When the pipeline has stopped, nothing can be written; the work ends by the token, when it is ready to.
    private void Post(Action<AlexNetCmdlet> post)
    {
        try
        {
            _posts.Add(post, stopping);
        }
        catch (OperationCanceledException)
        {
        }
    }
}
