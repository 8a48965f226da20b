using System.Collections;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace AlexNetPS.Cmdlets.Remoting;

/// <summary>Runs scripts in a runspace, which may be that of another machine.</summary>
internal static class RemoteShell
{
    /// <summary>Runs a script and returns its output.</summary>
    /// <param name="runspace">Where it runs, one script at a time.</param>
    /// <param name="script">The script.</param>
    /// <param name="arguments">Values of its parameters.</param>
    /// <param name="cancellation">Stops it as Ctrl+C does.</param>
    /// <param name="follow">Called before it starts, to follow its streams; null for nobody.</param>
    /// <exception cref="RuntimeException">The script, or the connection, failed.</exception>
    /// <exception cref="OperationCanceledException">It was stopped, and has ended.</exception>
    public static Collection<PSObject> Run(Runspace runspace, string script, IDictionary arguments,
        CancellationToken cancellation, Action<PSDataStreams>? follow = null)
    {
        using var shell = PowerShell.Create();
        shell.Runspace = runspace;
        shell.AddScript(script).AddParameters(arguments);
        follow?.Invoke(shell.Streams);
        cancellation.ThrowIfCancellationRequested();
        using CancellationTokenRegistration stop = cancellation.Register(() => Stop(shell));
        try
        {
            Collection<PSObject> output = shell.Invoke();
            // A script on another machine that was stopped may end without an exception.
            if (shell.InvocationStateInfo.State == PSInvocationState.Stopped || output.Count == 0)
                cancellation.ThrowIfCancellationRequested();
            return output;
        }
        catch (RuntimeException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
    }

    private static void Stop(PowerShell shell)
    {
        try
        {
            shell.BeginStop(null, null);
        }
        catch (ObjectDisposedException)
        {
            // It has just ended.
        }
    }
}
