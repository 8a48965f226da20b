using AlexNetPS.Datasets.Store.Edits;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Health.Repairs;

/// <summary>Images that belong together, and what a repair does to them.</summary>
public sealed record RepairGroup
{
    /// <summary>Number, unique in the store.</summary>
    public required int Group { get; init; }

    /// <summary>Kind of the finding.</summary>
    public required FindingKind Kind { get; init; }

    /// <summary>The images that change.</summary>
    public required IReadOnlyList<RepairedImage> Images { get; init => field = value.ToReadable(); }

    /// <summary>What happens: "Move 2 images to Test".</summary>
    public required string What { get; init; }

    /// <summary>The edits of the store, also those of images that stay.</summary>
    internal IReadOnlyList<StoreEdit> Edits { get; init; } = [];
}

/// <summary>What a repair would do.</summary>
/// <param name="Groups">The groups that change.</param>
/// <param name="Warnings">Groups that are left as they are, and why.</param>
public sealed record RepairPlan(IReadOnlyList<RepairGroup> Groups, IReadOnlyList<string> Warnings)
{
    /// <inheritdoc cref="RepairPlan" path="/param[@name='Groups']"/>
    public IReadOnlyList<RepairGroup> Groups { get; init => field = value.ToReadable(); } = Groups.ToReadable();

    /// <inheritdoc cref="RepairPlan" path="/param[@name='Warnings']"/>
    public IReadOnlyList<string> Warnings { get; init => field = value.ToReadable(); } = Warnings.ToReadable();

    /// <summary>Folder of the store.</summary>
    internal string Store { get; init; } = "";

    /// <summary>Contents of the store that the plan is for.</summary>
    internal string? Sha256 { get; init; }
}
