using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Engines;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsCommon.Get, "AlexNetDevice")]
[OutputType(typeof(EngineDevice))]
public sealed class GetAlexNetDeviceCommand : AlexNetCmdlet
{
    private const string Page = "Get-AlexNetDevice";

    [Parameter(Position = 0, ValueFromPipeline = true,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Name))]
    [ArgumentCompleter(typeof(DeviceCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (string name in Name)
        {
            try
            {
                Write(name);
            }
            catch (ErrorRecordException e)
            {
                WriteError(e.ErrorRecord);
            }
        }
    }

    private void Write(string name)
    {
        // Engines are loaded as the list is read: a search for one device stops at it, and the CPU never waits for a
        // plug-in.
        bool literal = !WildcardPattern.ContainsWildcardCharacters(name);
        WildcardPattern pattern = NamePattern.Of(name);
        EngineDevice[] found = Run<EngineDevice[]>(_ => [.. EngineCatalog.Devices.Where(
            device => pattern.IsMatch(device.Name)).Take(literal ? 1 : int.MaxValue)]);
        WriteObject(found, enumerateCollection: true);
        if (literal && found.Length == 0)
        {
            WriteError(Failure.Record("DeviceNotFound", ErrorCategory.ObjectNotFound,
                $"There is no device '{name}'.", name, $"Known: {string.Join(", ", EngineCatalog.Devices)}."));
        }
    }
}
