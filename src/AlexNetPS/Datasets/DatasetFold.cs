namespace AlexNetPS.Datasets;

/// <summary>
/// A fold of a cross-validation: one of several datasets over the same images, each of which validates with another
/// part of them and trains on the rest.
/// </summary>
public sealed record DatasetFold
{
    /// <summary>Number of the fold, from 1: the part that is its validation split.</summary>
    public required int Number { get; init; }

    /// <summary>Number of folds.</summary>
    public required int Count { get; init; }

    /// <summary>Seed that divides the images into parts.</summary>
    public ulong Seed { get; init; }

    /// <summary>Column whose value names the group of an image, which is never divided; null for none.</summary>
    public string? GroupColumn { get; init; }

    /// <summary>
    /// Regular expression that finds the group of an image in its path or name; null for none.
    /// </summary>
    public string? GroupPattern { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"fold {Number} of {Count}";

    /// <summary>Whether both are folds of the same division of a dataset.</summary>
    internal bool IsOfSameSet(DatasetFold other) => this with { Number = other.Number } == other;
}
