using System.Collections.Concurrent;
using System.Management.Automation;

namespace AlexNetPS.Cmdlets.Base;

/// <summary>
/// What a worker may do to its cmdlet: post things for the pipeline thread to write. Only the pipeline thread calls the
/// cmdlet's Write methods; PowerShell refuses them from any other.
/// </summary>
internal sealed class WorkerChannel(CancellationToken stopping) : IDisposable
{
    // A consumer slower than the worker (a paging host, a script block downstream) holds the worker back.
    private readonly BlockingCollection<Action<PSCmdlet>> _posts = new(boundedCapacity: 1024);

    /// <summary>Canceled by Ctrl+C and when the pipeline downstream has had enough.</summary>
    public CancellationToken Stopping => stopping;

    public void Write(object item) => Post(cmdlet => cmdlet.WriteObject(item));

    public void WriteVerbose(string text) => Post(cmdlet => cmdlet.WriteVerbose(text));

    public void WriteWarning(string text) => Post(cmdlet => cmdlet.WriteWarning(text));

    public void WriteError(ErrorRecord record) => Post(cmdlet => cmdlet.WriteError(record));

    public void WriteInformation(object message, params string[] tags) =>
        Post(cmdlet => cmdlet.WriteInformation(message, tags));

    /// <summary>No more posts; ends <see cref="Pump"/>.</summary>
    public void Complete() => _posts.CompleteAdding();

    /// <summary>
    /// Runs posts on the pipeline thread until <see cref="Complete"/>, drawing progress between them.
    /// </summary>
    public void Pump(PSCmdlet cmdlet, ProgressDisplay progress)
    {
        while (!_posts.IsCompleted)
        {
            if (_posts.TryTake(out Action<PSCmdlet>? post, ProgressDisplay.Interval))
                post(cmdlet);
            progress.Draw(cmdlet);
        }
    }

    public void Dispose() => _posts.Dispose();

    private void Post(Action<PSCmdlet> post) => _posts.Add(post, stopping);
}
