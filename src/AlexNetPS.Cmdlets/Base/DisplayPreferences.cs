using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Runspaces;
using AlexNetPS.Ranks;

namespace AlexNetPS.Cmdlets.Base;

/// <summary>What the user wants to see of long work, and where it can be shown.</summary>
internal sealed class DisplayPreferences(PSCmdlet cmdlet)
{
    // Set by services that run builds; their logs have no terminal.
    private static readonly string[] _services = ["CI", "TF_BUILD", "JENKINS_URL", "TEAMCITY_VERSION"];

    /// <summary>Whether progress is shown: -ProgressAction, otherwise $ProgressPreference.</summary>
    public bool ShowsProgress =>
        Of("ProgressAction", "ProgressPreference") is ActionPreference.Continue or ActionPreference.Inquire;

    /// <summary>Whether PowerShell shows information: -InformationAction, else $InformationPreference.</summary>
    public bool ShowsInformation =>
        Of("InformationAction", "InformationPreference") is ActionPreference.Continue or ActionPreference.Inquire;

    /// <summary>Whether a person looks at a terminal, in which lines appear above the progress bar.</summary>
    public bool IsTerminal => cmdlet.Host.UI is { SupportsVirtualTerminal: true } && !IsRedirected && !IsParallel()
        && RankGroups.StartedRank is null;

    /// <summary>
    /// Whether lines are shown in place of progress: in the log of a build service, and in the output of MPI, which
    /// mixes that of all processes and may pretend to be a terminal.
    /// </summary>
    public bool ShowsLines => (IsServiceLog || RankGroups.StartedRank == 0) && ShowsProgress;

    /// <summary>Whether the output is the log of a build service.</summary>
    private bool IsServiceLog => IsRedirected && Array.Exists(_services,
        name => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
            && !value.Equals("false", StringComparison.OrdinalIgnoreCase));

    // Other hosts do not write to the console.
    private bool IsRedirected => cmdlet.Host.Name == "ConsoleHost" && Console.IsOutputRedirected;

    // Rows of several runs in one terminal would mix: ForEach-Object -Parallel has runspaces beside that of the host.
    private bool IsParallel()
    {
        try
        {
            return cmdlet.Host is IHostSupportsInteractiveSession { Runspace: Runspace own }
                && own.InstanceId != Runspace.DefaultRunspace?.InstanceId;
        }
        catch (Exception e) when (e is NotImplementedException or NotSupportedException or InvalidOperationException)
        {
            return false;
        }
    }

    private ActionPreference? Of(string parameter, string variable) =>
        LanguagePrimitives.TryConvertTo(cmdlet.MyInvocation.BoundParameters.TryGetValue(parameter, out object? given)
                ? given
                : cmdlet.SessionState.PSVariable.GetValue(variable), out ActionPreference preference)
            ? preference
            : null;
}
