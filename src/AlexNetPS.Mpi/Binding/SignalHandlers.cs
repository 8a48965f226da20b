using System.Runtime.InteropServices;

namespace AlexNetPS.Mpi.Binding;

/// <summary>
/// The handlers of hardware errors, by which .NET makes an exception of a null reference. MPI libraries replace them by
/// ones that print a trace and end the process: MPICH does over UCX. Disposing puts .NET's back.
/// </summary>
internal sealed unsafe partial class SignalHandlers : IDisposable
{
    // More than any system's struct sigaction.
    private const int ActionBytes = 512;

    // SIGILL, SIGABRT, SIGFPE, SIGSEGV have these numbers everywhere; SIGBUS is 7 on Linux and 10 on macOS.
    private static readonly int[] _signals = [4, 6, 8, 11, OperatingSystem.IsMacOS() ? 10 : 7];

    private readonly byte[][] _actions =
        OperatingSystem.IsWindows() ? [] : [.. _signals.Select(_ => new byte[ActionBytes])];

    private SignalHandlers()
    {
        for (int i = 0; i < _actions.Length; i++)
        {
            fixed (byte* action = _actions[i])
                _ = Exchange(_signals[i], null, action);
        }
    }

    /// <summary>Notes the present handlers.</summary>
    public static SignalHandlers Keep() => new();

    public void Dispose()
    {
        for (int i = 0; i < _actions.Length; i++)
        {
            fixed (byte* action = _actions[i])
                _ = Exchange(_signals[i], action, null);
        }
    }

    [LibraryImport("libc", EntryPoint = "sigaction")]
    private static partial int Exchange(int signal, byte* next, byte* previous);
}
