using System.Collections;
using AlexNetPS.Engines;

namespace AlexNetPS.Cmdlets.Completion;

/// <summary>The devices of the engines that are there.</summary>
public sealed class DeviceCompleter : NameCompleter
{
    private protected override IEnumerable<Candidate> Candidates(IDictionary bound) =>
        EngineCatalog.Devices.Select(device => new Candidate(device.Name, device.Description));
}
