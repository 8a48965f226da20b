using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;

namespace AlexNetPS.Cmdlets.Commands;

/// <summary>Base class of the cmdlets that run a network.</summary>
public abstract class DeviceCommand : AlexNetCmdlet
{
    [Parameter]
    [DeviceNames]
    [ArgumentCompleter(typeof(DeviceCompleter))]
    [ValidateNotNullOrEmpty]
    public string Device { get; set; } = "cpu";
}
