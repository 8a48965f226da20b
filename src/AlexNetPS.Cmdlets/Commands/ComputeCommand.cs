using System.Management.Automation;
using AlexNetPS.Engines;

namespace AlexNetPS.Cmdlets.Commands;

/// <summary>Base class of the cmdlets whose numeric precision can be chosen.</summary>
public abstract class ComputeCommand : DeviceCommand
{
    // The help messages of its parameters.
    private const string Page = "Invoke-AlexNetTraining";

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Precision))]
    public NetworkPrecision Precision { get; set; }
}
