using System.Management.Automation;
using AlexNetPS.Engines;

namespace AlexNetPS.Cmdlets.Commands;

/// <summary>Base class of the cmdlets whose numeric precision can be chosen.</summary>
public abstract class ComputeCommand : DeviceCommand
{
    [Parameter]
    public NetworkPrecision Precision { get; set; }
}
