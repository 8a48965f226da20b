using System.Collections;
using System.Management.Automation;
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

/// <summary>Lets a parameter take several models, training runs, or paths of either.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ModelReferencesAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var one = new ModelReferenceAttribute();
        object given = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return given is IEnumerable list and not string
            ? list.Cast<object>().Select(item => (ModelReference)one.Transform(engineIntrinsics, item)).ToArray()
            : new[] { (ModelReference)one.Transform(engineIntrinsics, given) };
    }
}

/// <summary>Lets a parameter take a model, a training run, or the path of either.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ModelReferenceAttribute : ReferenceAttribute<ModelReference>
{
    private protected override string Accepted => "A model, a training run, or the path of a model file or run folder";

    private protected override ModelReference? From(object given) => given switch
    {
        AlexNetModel or TrainingRun or string => new(given),
        FileSystemInfo item => new(item.FullName),
        _ => null,
    };
}
