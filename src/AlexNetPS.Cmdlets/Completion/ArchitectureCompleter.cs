using System.Collections;
using System.Management.Automation.Language;
using AlexNetPS.Networks;

namespace AlexNetPS.Cmdlets.Completion;

/// <summary>Completes the names of architectures.</summary>
public sealed class ArchitectureCompleter : NameCompleter
{
    private protected override IEnumerable<Candidate> Candidates(IDictionary bound, CommandAst command) =>
        NetworkArchitecture.Names.Select(name => new Candidate(name, NetworkArchitecture.Get(name).Description));
}
