using System.Management.Automation;
using AlexNetPS.Ranks;

namespace AlexNetPS.Cmdlets.Base;

/// <summary>Makes the process that imports the module the rank, if MPI started it, and not a job that it starts.</summary>
public sealed class RankImport : IModuleAssemblyInitializer
{
    /// <summary>Called by PowerShell for each import in each runspace.</summary>
    public void OnImport() => RankGroups.Claim();
}
