namespace AlexNetPS.Datasets.Health.Checks;

/// <summary>A finding about identical or nearly identical images.</summary>
internal static class ImageGroup
{
    public static DatasetFinding Describe(HealthSubject subject, IReadOnlyList<int> group, bool exact)
    {
        string[] classes = [.. group.Select(i => subject.Samples[i].Label).Distinct()];
        SplitName[] splits = [.. group.Select(i => subject.Splits[i]).Distinct().Order()];
        string same = exact ? "The same image" : "Nearly the same image";
        string where = splits.Length == 1
            ? $"in the {Lower(splits[0])} split"
            : $"in the {string.Join(" and the ", splits.Select(Lower))} split";
        string[] files = [.. group.Select(i => subject.Samples[i].Path)];
        if (classes.Length > 1)
        {
            return new DatasetFinding(exact ? FindingSeverity.Error : FindingSeverity.Warning,
                exact ? FindingKind.TwoLabels : FindingKind.NearTwoLabels,
                $"{same} {group.Count} times, labeled {string.Join(" and ", classes)}, {where}.", files,
                "Keep it in the class it belongs to and remove the others.");
        }

        if (splits.Length > 1)
        {
            return new DatasetFinding(exact ? FindingSeverity.Error : FindingSeverity.Warning,
                exact ? FindingKind.Leakage : FindingKind.NearLeakage,
                $"{same} of {classes[0]} {where}.", files,
                $"Remove it from the {Lower(splits[0])} split: a model must not be evaluated on images it has seen.");
        }

        return new DatasetFinding(exact ? FindingSeverity.Warning : FindingSeverity.Information,
            exact ? FindingKind.Duplicate : FindingKind.NearDuplicate,
            $"{same} of {classes[0]} {group.Count} times {where}.", files, "Keep one of them.");
    }

    private static string Lower(SplitName split) => split switch
    {
        SplitName.Train => "training",
        SplitName.Validation => "validation",
        _ => "test",
    };
}
