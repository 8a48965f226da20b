using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace AlexNetPS.Ranks;

/// <summary>
/// The end of a rank before it has connected with the others, which by then may wait for it in MPI_Init. MPICH's
/// mpiexec lets them wait for ever, unless the process ended by a signal; Open MPI's ends them.
/// </summary>
internal static class EarlyEnd
{
    private static volatile bool _isWatched;

    /// <summary>Ends the others if this process ends with a failure.</summary>
    public static void Watch(MpiLaunch launch)
    {
        if (Descriptor(launch, Environment.GetEnvironmentVariable) is not string descriptor
            || InheritedSocket.Name(descriptor) is not string socket)
        {
            return;
        }

        _isWatched = true;
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            if (_isWatched && Environment.ExitCode != 0 && InheritedSocket.Name(descriptor) == socket)
                Abort(int.Parse(descriptor, CultureInfo.InvariantCulture), Environment.ExitCode);
        };
    }

    /// <summary>The others have no need of this process, or hear of its end by MPI.</summary>
    public static void Ignore() => _isWatched = false;

    /// <summary>Returns the descriptor by which MPICH's mpiexec listens; null for other launchers.</summary>
    public static string? Descriptor(MpiLaunch launch, Func<string, string?> variable) =>
        launch is { Launcher: MpiLauncher.Mpich, Size: > 1 } ? variable("PMI_FD") : null;

    // What MPI_Abort sends; MPI_Init before it would wait for the others. PMI is text: "cmd=... name=value".
    private static void Abort(int descriptor, int exitCode)
    {
        try
        {
            using var handle = new SafeFileHandle(descriptor, ownsHandle: false);
            using var socket = new FileStream(handle, FileAccess.Write, bufferSize: 0);
            socket.Write(Encoding.ASCII.GetBytes($"cmd=abort exitcode={exitCode}\n"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // mpiexec itself has ended, and with it the others.
        }
    }
}
