using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Datasets;
using AlexNetPS.Inference;

namespace AlexNetPS.Cmdlets.Commands;

/// <summary>
/// Base class of the cmdlets that use evaluations: given ones, or of models that they evaluate themselves.
/// </summary>
public abstract class EvaluatedCommand : EvaluationCommand
{
    /// <summary>Names of the parameter sets.</summary>
    private protected const string OfModels = "Model", OfEvaluations = "Evaluation";

    // The help messages of its parameters.
    private const string Page = "Test-AlexNetModel";

    /// <summary>The models; their attributes differ between cmdlets.</summary>
    public abstract ModelReference[] Model { get; set; }

    /// <summary>The images.</summary>
    public abstract DatasetReference? Dataset { get; set; }

    /// <summary>An evaluation from the pipeline.</summary>
    public abstract Evaluation? Evaluation { get; set; }

    [Parameter(ParameterSetName = OfModels, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Split))]
    [Parameter(ParameterSetName = OfEvaluations, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Split))]
    public SplitName Split { get; set; } = SplitName.Validation;

    /// <summary>The images; null without -Dataset.</summary>
    private protected DatasetSplit? Images { get; private set; }

    /// <inheritdoc/>
    protected override void Begin()
    {
        if (Dataset is not null)
            Images = Open(Dataset, Split);
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (Evaluation is { } given && ParameterSetName == OfEvaluations)
        {
            OrError(given, () => Use(given));
            return;
        }

        foreach (ModelReference model in Model)
        {
            OrError(model, () => Use(Measure([References.Locate(model, new PathResolver(this))], Images!)));
        }
    }

    /// <summary>Uses an evaluation.</summary>
    private protected abstract void Use(Evaluation evaluation);
}
