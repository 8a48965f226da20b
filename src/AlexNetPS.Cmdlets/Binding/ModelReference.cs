using System.Collections;
using System.Management.Automation;
using AlexNetPS.Models;
using AlexNetPS.Training;

namespace AlexNetPS.Cmdlets.Binding;

/// <summary>A model, a training run (its best model), or the path of a model file or run folder.</summary>
public sealed class ModelReference
{
    internal ModelReference(object value) => Value = value;

    /// <summary>An <see cref="AlexNetModel"/>, a <see cref="TrainingRun"/>, or a path.</summary>
    internal object Value { get; }

    /// <inheritdoc/>
    public override string ToString() => Value.ToString() ?? "";
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
public sealed class ModelReferenceAttribute : ReferenceAttribute
{
    private protected override string Accepted => "A model, a training run, or the path of a model file or run folder";

    private protected override object? From(object? given) => given switch
    {
        ModelReference => given,
        AlexNetModel or TrainingRun or string => new ModelReference(given),
        FileSystemInfo item => new ModelReference(item.FullName),
        _ => null,
    };
}
