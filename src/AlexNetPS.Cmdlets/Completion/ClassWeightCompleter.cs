using System.Collections;

namespace AlexNetPS.Cmdlets.Completion;

/// <summary>The class weights that have a name.</summary>
public sealed class ClassWeightCompleter : NameCompleter
{
    private protected override IEnumerable<Candidate> Candidates(IDictionary bound) => [new("Balanced", "Every class counts as much as any other")];
}
