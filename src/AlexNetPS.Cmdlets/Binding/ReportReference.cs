using System.Collections;
using System.Management.Automation;
using AlexNetPS.Inference;
using AlexNetPS.Inference.Gates;
using AlexNetPS.Models;
using AlexNetPS.Training;

namespace AlexNetPS.Cmdlets.Binding;

/// <summary>A part of a report: the result of a rule, an evaluation, a training run, or the path of runs.</summary>
public sealed class ReportReference : Reference
{
    internal ReportReference(object value, bool isLiteral = true)
        : base(value) => IsLiteral = isLiteral;

    /// <summary>Whether a path has no wildcards.</summary>
    internal bool IsLiteral { get; }
}

/// <summary>Lets a parameter take several parts of a report.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ReportReferencesAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var one = new ReportReferenceAttribute();
        return BaseObject.Of(inputData) is IEnumerable list and not string and not IDictionary
            ? list.Cast<object>().Select(item => (ReportReference)one.Transform(engineIntrinsics, item)).ToArray()
            : new[] { (ReportReference)one.Transform(engineIntrinsics, inputData) };
    }
}

/// <summary>
/// Lets a parameter take the result of a rule, an evaluation, a run, or any object with the path of a run.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ReportReferenceAttribute : ReferenceAttribute<ReportReference>
{
    private protected override string Accepted =>
        "The result of a rule, an evaluation, a training run, or the path of a run folder";

    private protected override ReportReference? From(object given) => given switch
    {
        RuleResult or Evaluation or TrainingRun => new(given),
        string pattern => new(pattern, isLiteral: false),
        FileSystemInfo item => new(item.FullName),
        _ => null,
    };

    private protected override ReportReference? FromProperties(PSObject given) =>
        !IsCopy(given) && given.BaseObject is not AlexNetModel && ObjectPath.Of(given, "Path", "PSPath") is string path
            ? new(path)
            : null;

    private protected override string Advice(object? given) => given switch
    {
        AlexNetModel => " Evaluate a model with Measure-AlexNetModel, and pass its result.",
        _ => "",
    };

    // The path of an evaluation is that of its model.
    private static bool IsCopy(PSObject given) =>
        ObjectPath.IsCopyOf<Evaluation>(given) || ObjectPath.IsCopyOf<RuleResult>(given);
}
