using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Engines;

namespace AlexNetPS.Cmdlets.Commands;

/// <summary>Base class of the cmdlets that run a network.</summary>
public abstract class DeviceCommand : AlexNetCmdlet
{
    // The help messages of its parameters.
    private const string Page = "Invoke-AlexNetTraining";

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Device))]
    [DeviceNames]
    [ArgumentCompleter(typeof(DeviceCompleter))]
    [ValidateNotNullOrEmpty]
    public string Device { get; set; } = "cpu";

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Convolution))]
    public ConvolutionAlgorithm Convolution { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Threads))]
    [ValidateRange(1, 1024)]
    public int Threads { get; set; }
}
