using System.Collections;
using System.Management.Automation.Language;
using AlexNetPS.Engines;

namespace AlexNetPS.Cmdlets.Completion;

/// <summary>Completes the devices of installed engines without loading an engine.</summary>
public sealed class DeviceCompleter : NameCompleter
{
    private protected override IEnumerable<Candidate> Candidates(IDictionary bound, CommandAst command) =>
        EngineCatalog.LikelyDevices.Select(device => new Candidate(device.Name, device.Description));
}
