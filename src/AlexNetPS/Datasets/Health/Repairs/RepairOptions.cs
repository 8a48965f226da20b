namespace AlexNetPS.Datasets.Health.Repairs;

/// <summary>What a repair looks for, and what it does.</summary>
public sealed record RepairOptions
{
    /// <summary>Kinds of findings that can be repaired.</summary>
    public static IReadOnlyList<FindingKind> Repairable { get; } =
        [FindingKind.Leakage, FindingKind.NearLeakage, FindingKind.Duplicate, FindingKind.NearDuplicate];

    /// <summary>Kinds to repair, of <see cref="Repairable"/>.</summary>
    public IReadOnlyList<FindingKind> Kinds { get; init; } = [];

    /// <summary>
    /// Whether all images of a group but the best are dropped. Otherwise a group in several splits moves to one, and
    /// one in a single split stays.
    /// </summary>
    public bool KeepBest { get; init; }

    /// <summary>As of <see cref="HealthOptions"/>. Default: 6.</summary>
    public int MaximumDistance { get; init; } = new HealthOptions().MaximumDistance;

    /// <summary>Threads that inspect images; 0 for one per processor.</summary>
    public int Threads { get; init; }

    internal void Check()
    {
        if (Kinds.Count == 0)
            throw new ArgumentException("Name the kinds of findings to repair.", nameof(Kinds));
        foreach (FindingKind kind in Kinds)
        {
            if (!Repairable.Contains(kind))
            {
                throw new ArgumentException($"{kind} cannot be repaired; {string.Join(", ", Repairable)} can.",
                    nameof(Kinds));
            }
        }
    }
}
