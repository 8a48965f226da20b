using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Models;
using AlexNetPS.Models.Import;
using AlexNetPS.Recipes;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsData.Import, "AlexNetModel", DefaultParameterSetName = ByPath)]
[OutputType(typeof(AlexNetModel))]
public sealed class ImportAlexNetModelCommand : PathCommand
{
    private const string Page = "Import-AlexNetModel";

    private ModelImportOptions _options = new();

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Architecture))]
    [ArchitectureReference]
    [ArgumentCompleter(typeof(ArchitectureCompleter))]
    [ValidateNotNull]
    public ArchitectureReference? Architecture { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(ClassNamePath))]
    [ValidateNotNullOrEmpty]
    public string? ClassNamePath { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Recipe))]
    [RecipeReference]
    [ArgumentCompleter(typeof(RecipeCompleter))]
    public RecipeReference? Recipe { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(WeightName))]
    [ValidateNotNullOrEmpty]
    public string? WeightName { get; set; }

    /// <inheritdoc/>
    protected override void Begin()
    {
        var paths = new PathResolver(this);
        _options = new()
        {
            Architecture = Architecture is null ? null : References.Open(Architecture, paths, null).Resolve(),
            Classes = ClassNamePath is null ? null : paths.Read(ClassNamePath, ClassNameFile.Read),
            Recipe = Recipe is null ? null : References.Open(Recipe, paths, RecipeRequired, WriteWarning),
            WeightName = WeightName,
        };
    }

    // Without -Recipe it is derived from the file, which is not yet read.
    private static Recipe RecipeRequired() => throw new RecipeException(
        "-Recipe: the table names no recipe; add one (@{ recipe = 'HalfWidth'; ... }).");

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (string file in ExistingPaths())
        {
            try
            {
                WriteVerbose($"Reading '{file}'.");
                WriteObject(Read(channel =>
                    AlexNetModel.Load(file, _options with { Warn = channel.WriteWarning }, channel.Stopping)));
            }
            catch (Exception e) when (Failure.IsExpected(e))
            {
                WriteError(Failure.From(e, file));
            }
        }
    }
}
