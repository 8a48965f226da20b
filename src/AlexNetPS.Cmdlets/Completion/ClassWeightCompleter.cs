using System.Collections;
using System.Management.Automation.Language;

namespace AlexNetPS.Cmdlets.Completion;

/// <summary>Completes the named class weights.</summary>
public sealed class ClassWeightCompleter : NameCompleter
{
    private protected override IEnumerable<Candidate> Candidates(IDictionary bound, CommandAst command) =>
        [new("Balanced", "All classes count equally")];
}
