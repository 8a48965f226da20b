using System.Collections;
using System.Management.Automation;
using AlexNetPS.Datasets;
using AlexNetPS.Inference;
using AlexNetPS.Inference.Gates;
using AlexNetPS.Models;
using AlexNetPS.Training;

namespace AlexNetPS.Cmdlets.Binding;

/// <summary>A model, a training run (its best model), or the path of a model file or run folder.</summary>
public sealed class ModelReference : Reference
{
    internal ModelReference(object value)
        : base(value)
    {
    }
}

/// <summary>
/// Lets a parameter take several models, training runs, or paths of either. A dataset is left to the next parameter.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ModelReferencesAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether results of an evaluation are left to the next parameter, although they have a model's path.
    /// </summary>
    public bool LeavesResults { get; set; }

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var one = new ModelReferenceAttribute { IsOneOfSeveral = true, LeavesResults = LeavesResults };
        return BaseObject.Of(inputData) is IEnumerable list and not string and not IDictionary
            ? list.Cast<object>().Select(item => (ModelReference)one.Transform(engineIntrinsics, item)).ToArray()
            : new[] { (ModelReference)one.Transform(engineIntrinsics, inputData) };
    }
}

/// <summary>
/// Lets a parameter take a model, a training run, the path of either, or any object with such a path.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ModelReferenceAttribute : ReferenceAttribute<ModelReference>
{
    private protected override string Accepted => "A model, a training run, or the path of a model file or run folder";

    /// <summary>Whether a dataset is left to the next parameter.</summary>
    internal bool IsOneOfSeveral { get; init; }

    /// <summary>Whether results of an evaluation are left to the next parameter.</summary>
    internal bool LeavesResults { get; init; }

    private protected override bool LeavesToOthers(object? given) =>
        (IsOneOfSeveral && BaseObject.Of(given) is ImageNetDataset or DatasetSplit) || IsResult(BaseObject.Of(given));

    private protected override ModelReference? From(object given) => given switch
    {
        AlexNetModel or TrainingRun or string => new(given),
        FileSystemInfo item => new(item.FullName),
        _ => null,
    };

    private protected override ModelReference? FromProperties(PSObject given) =>
        IsResult(given.BaseObject) ? null : ObjectPath.Of(given, "Path", "PSPath") is string path ? new(path) : null;

    private bool IsResult(object? given) => LeavesResults && given is (Evaluation or RuleResult);

    private protected override string Advice(object? given) =>
        given is ImageNetDataset or DatasetSplit ? " Use -Dataset for images." : "";
}
