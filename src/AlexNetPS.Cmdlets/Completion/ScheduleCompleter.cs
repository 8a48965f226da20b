using System.Collections;
using System.Management.Automation.Language;
using AlexNetPS.Recipes.Schedules;

namespace AlexNetPS.Cmdlets.Completion;

/// <summary>Completes the names of schedules.</summary>
public sealed class ScheduleCompleter : NameCompleter
{
    private protected override IEnumerable<Candidate> Candidates(IDictionary bound, CommandAst command) =>
        ScheduleDefinition.Names.Select(name => new Candidate(name, null));
}
