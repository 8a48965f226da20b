using System.Collections;
using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Engines;
using AlexNetPS.Recipes;

namespace AlexNetPS.Cmdlets.Commands;

/// <summary>
/// What the cmdlets that train have in common: which network learns, which of its layers, and by which rule.
/// </summary>
public abstract class RecipeCommand : AlexNetCmdlet
{
    /// <summary>
    /// <para type="description">The network in place of the recipe's: a preset's name, the path of a .json, or what
    /// Get-AlexNetArchitecture gave. Crops follow the size of its input.</para>
    /// </summary>
    [Parameter]
    [ArchitectureReference]
    [ArgumentCompleter(typeof(ArchitectureCompleter))]
    [ValidateNotNull]
    public ArchitectureReference? Architecture { get; set; }

    /// <summary>
    /// <para type="description">Layers that do not learn: names, wildcards or ranges, conv1..conv5 for example.</para>
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(LayerCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Freeze { get; set; } = [];

    /// <summary>
    /// <para type="description">Factors of the learning rate for some layers: @{ 'conv*' = 0.1 }. Names count more than
    /// ranges ('conv1..conv3'), and these more than wildcards; in an [ordered] table the last one that matches
    /// counts.</para>
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary LearningRateFactor { get; set; } = new Hashtable();

    /// <summary>
    /// <para type="description">SGD momentum, in place of the recipe's.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(0.0, 0.999999)]
    public double Momentum { get; set; }

    /// <summary>
    /// <para type="description">Update rule, in place of the recipe's.</para>
    /// </summary>
    [Parameter]
    public OptimizerType Optimizer { get; set; }

    /// <summary>The recipe with what these parameters say; not yet validated.</summary>
    private protected Recipe WithNetwork(Recipe recipe, PathResolver paths)
    {
        Recipe changed = Architecture is null
            ? recipe
            : recipe.WithArchitecture(References.Open(Architecture, paths), WriteWarning);
        OptimizerDefinition optimizer = changed.Optimizer;
        return changed with
        {
            Optimizer = optimizer with
            {
                Type = IsBound(nameof(Optimizer)) ? Optimizer : optimizer.Type,
                Momentum = IsBound(nameof(Momentum)) ? Momentum : optimizer.Momentum,
                // A resumed run has these rules already.
                Layers = optimizer.Layers.Concat(Rules()).Distinct().ToArray(),
            },
        };
    }

    /// <summary>Whether a parameter was given.</summary>
    private protected bool IsBound(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    private IEnumerable<LayerRule> Rules()
    {
        IEnumerable<LayerRule> factors = LearningRateFactor.Cast<DictionaryEntry>()
            .Select(entry => new LayerRule { Layers = $"{entry.Key}",
                LearningRateFactor = LanguagePrimitives.ConvertTo<double>(entry.Value) });
        if (LearningRateFactor is Hashtable)
        {
            factors = factors.OrderByDescending(rule => Breadth(rule.Layers))
                .ThenBy(rule => rule.Layers, StringComparer.Ordinal);
        }

        return factors.Concat(Freeze.Select(pattern => new LayerRule { Layers = pattern, LearningRateFactor = 0 }));
    }

    private static int Breadth(string pattern) => pattern.AsSpan().IndexOfAny('*', '?') >= 0
        ? 2
        : pattern.Contains("..", StringComparison.Ordinal) ? 1 : 0;
}
