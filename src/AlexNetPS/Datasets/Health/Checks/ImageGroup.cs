namespace AlexNetPS.Datasets.Health.Checks;

/// <summary>A finding about identical or nearly identical images.</summary>
internal static class ImageGroup
{
    /// <summary>Describes identical images.</summary>
    public static DatasetFinding Describe(HealthSubject subject, IReadOnlyList<int> group) =>
        Describe(subject, group, exact: true, "The same image", "");

    /// <summary>Describes nearly identical images.</summary>
    public static DatasetFinding Describe(HealthSubject subject, SimilarGroup group) =>
        Describe(subject, group.Members, exact: false, "Nearly the same image", HowTurned(group));

    /// <summary>Kind of the finding about a group.</summary>
    public static FindingKind KindOf(HealthSubject subject, IReadOnlyList<int> group, bool exact) =>
        group.Select(i => subject.Samples[i].LabelIndex).Distinct().Skip(1).Any()
            ? exact ? FindingKind.TwoLabels : FindingKind.NearTwoLabels
            : group.Select(i => subject.Splits[i]).Distinct().Skip(1).Any()
                ? exact ? FindingKind.Leakage : FindingKind.NearLeakage
                : exact ? FindingKind.Duplicate : FindingKind.NearDuplicate;

    /// <summary>", mirrored and turned"; "" for images that are neither.</summary>
    public static string HowTurned(SimilarGroup group) => (group.IsMirrored, group.IsTurned) switch
    {
        (true, true) => ", mirrored and turned",
        (true, false) => ", mirrored",
        (false, true) => ", turned",
        _ => "",
    };

    private static DatasetFinding Describe(HealthSubject subject, IReadOnlyList<int> group, bool exact, string same,
        string turned)
    {
        SplitName[] splits = [.. group.Select(i => subject.Splits[i]).Distinct().Order()];
        string where = splits.Length == 1
            ? $"in the {Lower(splits[0])} split"
            : $"in the {string.Join(" and the ", splits.Select(Lower))} split";
        string label = subject.Samples[group[0]].Label;
        FindingKind kind = KindOf(subject, group, exact);
        (FindingSeverity severity, string what, string advice) = kind switch
        {
            FindingKind.TwoLabels or FindingKind.NearTwoLabels => (
                exact ? FindingSeverity.Error : FindingSeverity.Warning,
                $"{same} {group.Count} times, labeled "
                    + $"{string.Join(" and ", group.Select(i => subject.Samples[i].Label).Distinct())}, {where}{turned}.",
                "Keep it in the class it belongs to and remove the others."),
            FindingKind.Leakage or FindingKind.NearLeakage => (
                exact ? FindingSeverity.Error : FindingSeverity.Warning,
                $"{same} of {label} {where}{turned}.",
                $"Remove it from the {Lower(splits[0])} split: a model must not be evaluated on images it has seen."),
            _ => (
                exact ? FindingSeverity.Warning : FindingSeverity.Information,
                $"{same} of {label} {group.Count} times {where}{turned}.", "Keep one of them."),
        };
        return new DatasetFinding(severity, kind, what, [.. group.Select(i => subject.Samples[i].Path)], advice);
    }

    private static string Lower(SplitName split) => split switch
    {
        SplitName.Train => "training",
        SplitName.Validation => "validation",
        _ => "test",
    };
}
