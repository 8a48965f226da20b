using System.Collections;
using System.Management.Automation.Language;

namespace AlexNetPS.Cmdlets.Completion;

/// <summary>Completes the recipes of runs.</summary>
public sealed class RunRecipeCompleter : NameCompleter
{
    private protected override IEnumerable<Candidate> Candidates(IDictionary bound, CommandAst command) =>
        KnownRuns.Of(bound, command).CountBy(run => run.Recipe.Name, StringComparer.OrdinalIgnoreCase)
            .OrderBy(recipe => recipe.Key, StringComparer.OrdinalIgnoreCase)
            .Select(recipe => new Candidate(recipe.Key, recipe.Value == 1 ? "1 run" : $"{recipe.Value} runs"));
}
