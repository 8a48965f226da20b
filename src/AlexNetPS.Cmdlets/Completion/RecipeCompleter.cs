using System.Collections;
using System.Management.Automation.Language;
using AlexNetPS.Recipes;

namespace AlexNetPS.Cmdlets.Completion;

/// <summary>Completes the recipes of the module; the shell itself completes paths of recipe files.</summary>
public sealed class RecipeCompleter : NameCompleter
{
    private protected override IEnumerable<Candidate> Candidates(IDictionary bound, CommandAst command) =>
        Recipe.Names.Select(name => new Candidate(name, Recipe.Get(name).Description));
}
