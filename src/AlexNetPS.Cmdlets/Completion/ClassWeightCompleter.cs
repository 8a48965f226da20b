using System.Collections;
using System.Management.Automation.Language;

namespace AlexNetPS.Cmdlets.Completion;

/// <summary>The class weights that have a name.</summary>
public sealed class ClassWeightCompleter : NameCompleter
{
    private protected override IEnumerable<Candidate> Candidates(IDictionary bound, CommandAst command) =>
        [new("Balanced", "Every class counts as much as any other")];
}
