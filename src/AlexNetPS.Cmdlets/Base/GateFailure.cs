using System.Management.Automation;
using AlexNetPS.Formats.Files;
using AlexNetPS.Inference;
using AlexNetPS.Inference.Gates;

namespace AlexNetPS.Cmdlets.Base;

/// <summary>
/// The three errors of a gate, which a pipeline tells apart by their ids: a worse model, a broken input, a broken
/// environment. The id that the error has in other cmdlets becomes the reason of its category.
/// </summary>
internal static class GateFailure
{
    /// <summary>Returns the error of a model that does not keep all rules.</summary>
    public static ErrorRecord Of(Evaluation evaluation, IReadOnlyList<RuleResult> results)
    {
        RuleResult[] failed = [.. results.Where(result => !result.Passed)];
        ErrorRecord record = Failure.Record("ModelBelowRules", ErrorCategory.LimitsExceeded,
            $"{evaluation.Model} on {evaluation.Dataset} ({evaluation.Split}, {evaluation.Count:N0} images) fails "
                + $"{failed.Length} of {results.Count} rules: {string.Join("; ", failed.AsEnumerable())}.", failed,
            "Keep the previous model, or change the rule in a review.");
        record.CategoryInfo.Reason = string.Join(", ", failed.Select(result => result.Rule));
        return record;
    }

    /// <summary>Returns an error of the input or the environment under its common id.</summary>
    public static ErrorRecord Of(ErrorRecord record)
    {
        (string id, ErrorCategory category) = IsOfMachine(record)
            ? ("GateEnvironmentBroken", ErrorCategory.ResourceUnavailable)
            : ("GateInputBroken", ErrorCategory.InvalidData);
        return new(record.Exception, id, category, record.TargetObject)
        {
            ErrorDetails = record.ErrorDetails,
            CategoryInfo = { Reason = record.FullyQualifiedErrorId },
        };
    }

    /// <summary>Place of an error among several: worse models first, because that is the verdict.</summary>
    public static int Rank(ErrorRecord record) => record.CategoryInfo.Category switch
    {
        ErrorCategory.LimitsExceeded => 0,
        ErrorCategory.InvalidData => 1,
        _ => 2,
    };

    private static bool IsOfMachine(ErrorRecord record) => record.CategoryInfo.Category is
        ErrorCategory.ResourceUnavailable or ErrorCategory.NotInstalled or ErrorCategory.PermissionDenied
        or ErrorCategory.OpenError or ErrorCategory.WriteError or ErrorCategory.DeviceError
        || MachineFailure.Is(record.Exception);
}
