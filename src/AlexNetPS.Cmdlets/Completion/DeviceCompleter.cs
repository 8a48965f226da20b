using System.Collections;
using System.Management.Automation.Language;
using AlexNetPS.Engines;

namespace AlexNetPS.Cmdlets.Completion;

/// <summary>The devices of the engines that are there; no engine is loaded for a key press.</summary>
public sealed class DeviceCompleter : NameCompleter
{
    private protected override IEnumerable<Candidate> Candidates(IDictionary bound, CommandAst command) =>
        EngineCatalog.LikelyDevices.Select(device => new Candidate(device.Name, device.Description));
}
