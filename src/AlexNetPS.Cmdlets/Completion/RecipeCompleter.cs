using System.Collections;
using System.Management.Automation.Language;
using AlexNetPS.Recipes;

namespace AlexNetPS.Cmdlets.Completion;

/// <summary>
/// The recipes that come with the module. A recipe file is completed by the shell's own path completion.
/// </summary>
public sealed class RecipeCompleter : NameCompleter
{
    private protected override IEnumerable<Candidate> Candidates(IDictionary bound, CommandAst command) =>
        Recipe.Names.Select(name => new Candidate(name, Recipe.Get(name).Description));
}
