using System.Management.Automation;
using AlexNetPS.Inference;
using AlexNetPS.Models;
using AlexNetPS.Training;

namespace AlexNetPS.Cmdlets.Binding;

/// <summary>A baseline: its file, an evaluation, or a model or training run, which is evaluated on the same images.
/// </summary>
public sealed class BaselineReference : Reference
{
    internal BaselineReference(object value)
        : base(value)
    {
    }
}

/// <summary>Lets a parameter take a baseline.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class BaselineReferenceAttribute : ReferenceAttribute<BaselineReference>
{
    private protected override string Accepted =>
        "An evaluation, a file of Export-AlexNetBaseline, a model, a training run, or the path of one of them";

    private protected override BaselineReference? From(object given) => given switch
    {
        Evaluation or AlexNetModel or TrainingRun or string => new(given),
        FileSystemInfo item => new(item.FullName),
        _ => null,
    };

    private protected override BaselineReference? FromProperties(PSObject given) =>
        ObjectPath.Of(given, "Path", "PSPath") is string path ? new(path) : null;
}
