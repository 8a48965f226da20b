using System.Runtime.InteropServices;

namespace AlexNetPS.Cmdlets.Base;

/// <summary>
/// The signals by which a scheduler ends a job, while a training can still write its checkpoint. After SIGTERM the
/// process ends as soon as this is disposed; SIGUSR1, which Slurm sends ahead of time if asked (--signal=USR1@120), lets
/// the script go on with the stopped run.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    // Numbers of the system: .NET names only some signals.
    private const int LinuxUser1 = 10, MacUser1 = 30;

    private readonly ManualResetEventSlim _finished = new();
    private readonly CancellationTokenSource _stop;
    private readonly PosixSignalRegistration[] _registrations;

    /// <param name="stopping">Other reasons to stop.</param>
    public StopSignals(CancellationToken stopping)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Terminate),
            .. OperatingSystem.IsWindows() ? (PosixSignalRegistration[])[] : [PosixSignalRegistration.Create(
                (PosixSignal)(OperatingSystem.IsMacOS() ? MacUser1 : LinuxUser1), Warn)],
        ];
    }

    /// <summary>Canceled by a signal, or by the other reasons.</summary>
    public CancellationToken Stopping => _stop.Token;

    /// <summary>Why a training has stopped; null if no signal came.</summary>
    public string? Reason { get; private set; }

    public void Dispose()
    {
        _finished.Set();
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
        _stop.Dispose();
    }

    // The system's own way to end the process follows when this returns.
    private void Terminate(PosixSignalContext context)
    {
        Stop("SIGTERM");
        _finished.Wait();
    }

    private void Warn(PosixSignalContext context)
    {
        context.Cancel = true;
        Stop("SIGUSR1");
    }

    private void Stop(string signal)
    {
        Reason ??= $"Stopped by {signal}.";
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The training has ended in the meantime.
        }
    }
}
