using System.Collections;
using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Engines;
using AlexNetPS.Recipes;
using AlexNetPS.Recipes.Changes;

namespace AlexNetPS.Cmdlets.Commands;

/// <summary>Base class of the cmdlets that train: dataset, recipe, initial model and optimizer.</summary>
/// <remarks>A piped dataset leaves the first position to the recipe.</remarks>
public abstract class RecipeCommand : ComputeCommand
{
    // The help messages of its parameters.
    private const string Page = "Invoke-AlexNetTraining";

    private protected const string Piped = "Pipeline";

    private const string Given = "Dataset";

    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = Piped,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Dataset))]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = Given,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Dataset))]
    [DatasetReference]
    [ArgumentCompleter(typeof(DatasetCompleter))]
    [ValidateNotNull]
    public DatasetReference Dataset { get; set; } = null!;

    [Parameter(Position = 0, ParameterSetName = Piped,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Recipe))]
    [Parameter(Position = 1, ParameterSetName = Given,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Recipe))]
    [RecipeReference]
    [ArgumentCompleter(typeof(RecipeCompleter))]
    [ValidateNotNull]
    public RecipeReference? Recipe { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(InitialModel))]
    [ModelReference]
    [ValidateNotNull]
    public ModelReference? InitialModel { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Architecture))]
    [ArchitectureReference]
    [ArgumentCompleter(typeof(ArchitectureCompleter))]
    [ValidateNotNull]
    public ArchitectureReference? Architecture { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Freeze))]
    [ArgumentCompleter(typeof(TrainedLayerCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Freeze { get; set; } = [];

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(LearningRateFactor))]
    [ValidateNotNull]
    public IDictionary LearningRateFactor { get; set; } = new Hashtable();

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Momentum))]
    [ValidateRange(0.0, 0.999999)]
    public double Momentum { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Optimizer))]
    public OptimizerType Optimizer { get; set; }

    /// <summary>Returns the recipe with these parameters applied; not yet validated.</summary>
    private protected Recipe WithNetwork(Recipe recipe, PathResolver paths)
    {
        Recipe changed = Architecture is null
            ? recipe
            : recipe.WithArchitecture(References.Open(Architecture, paths, recipe), WriteWarning);
        OptimizerDefinition optimizer = changed.Optimizer;
        return changed with
        {
            Optimizer = optimizer with
            {
                Type = IsBound(nameof(Optimizer)) ? Optimizer : optimizer.Type,
                Momentum = IsBound(nameof(Momentum)) ? Momentum : optimizer.Momentum,
                // A resumed run already has these rules.
                Layers = optimizer.Layers.Concat(Rules()).Distinct().ToArray(),
            },
        };
    }

    /// <summary>Names of the given parameters, and of each layer rule among them: "Freeze conv1".</summary>
    private protected IReadOnlyCollection<string> GivenSettings =>
    [
        .. MyInvocation.BoundParameters.Keys,
        .. Freeze.Select(pattern => $"{nameof(Freeze)} {pattern}"),
        .. LearningRateFactor.Keys.Cast<object>().Select(pattern => $"{nameof(LearningRateFactor)} {pattern}"),
    ];

    private static double Factor(DictionaryEntry entry) =>
        LanguagePrimitives.TryConvertTo(entry.Value, out double factor)
            ? factor
            : throw new ErrorRecordException(Failure.Record("ArgumentInvalid", ErrorCategory.InvalidArgument,
                $"-LearningRateFactor: the factor of '{entry.Key}' is {ObjectName.Of(entry.Value)}, not a number.",
                entry.Value));

    private IEnumerable<LayerRule> Rules()
    {
        IEnumerable<LayerRule> factors = TableOrder.Of(LearningRateFactor)
            .Select(entry => new LayerRule
            {
                Layers = $"{entry.Key}",
                LearningRateFactor = Factor(entry),
            });
        return factors.Concat(Freeze.Select(pattern => new LayerRule { Layers = pattern, LearningRateFactor = 0 }));
    }
}
