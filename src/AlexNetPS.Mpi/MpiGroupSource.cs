using AlexNetPS.Mpi.Binding;
using AlexNetPS.Ranks;

namespace AlexNetPS.Mpi;

/// <summary>Connects processes by the MPI library of the system that fits what started them.</summary>
public sealed class MpiGroupSource : IRankGroupSource
{
    IRankGroup IRankGroupSource.Open(MpiLaunch launch)
    {
        using SignalHandlers kept = SignalHandlers.Keep();
        MpiFunctions mpi = MpiLibrary.Load(launch.Launcher);
        var group = new MpiGroup(mpi, launch);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => group.Leave(Environment.ExitCode);
        return group;
    }
}
