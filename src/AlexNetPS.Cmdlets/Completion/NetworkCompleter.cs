using System.Collections;
using System.Management.Automation.Language;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;

namespace AlexNetPS.Cmdlets.Completion;

/// <summary>Completes the names of architectures and of recipes; the shell itself completes paths.</summary>
public sealed class NetworkCompleter : NameCompleter
{
    private protected override IEnumerable<Candidate> Candidates(IDictionary bound, CommandAst command) =>
        NetworkArchitecture.Names.Select(name => new Candidate(name, NetworkArchitecture.Get(name).Description))
            .Concat(Recipe.Names.Select(name => new Candidate(name, Recipe.Get(name).Description)))
            .DistinctBy(candidate => candidate.Name, StringComparer.OrdinalIgnoreCase);
}
