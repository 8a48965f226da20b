using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Recipes;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsCommon.Get, "AlexNetRecipe")]
[OutputType(typeof(Recipe))]
public sealed class GetAlexNetRecipeCommand : AlexNetCmdlet
{
    private const string Page = "Get-AlexNetRecipe";

    [Parameter(Position = 0, ValueFromPipeline = true,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Name))]
    [ArgumentCompleter(typeof(RecipeCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (string name in Name)
        {
            try
            {
                if (References.IsPath(name))
                    WriteFiles(name);
                else
                    WriteNamed(name);
            }
            catch (ErrorRecordException e)
            {
                WriteError(e.ErrorRecord);
            }
        }
    }

    private void WriteFiles(string path)
    {
        foreach (string file in new PathResolver(this).Existing([path], literal: false))
            Write(file, path => Read(_ => Recipe.Load(path)));
    }

    private void WriteNamed(string name)
    {
        WildcardPattern pattern = NamePattern.Of(name);
        string[] found = [.. Recipe.Names.Where(pattern.IsMatch)];
        foreach (string match in found.Length > 0 || WildcardPattern.ContainsWildcardCharacters(name) ? found : [name])
            Write(match, Recipe.Get);
    }

    private void Write(string nameOrFile, Func<string, Recipe> read)
    {
        try
        {
            WriteObject(read(nameOrFile));
        }
        catch (RecipeException e)
        {
            WriteError(Failure.From(e, nameOrFile));
        }
    }
}
