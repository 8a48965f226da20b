using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets;

/// <summary>What makes images a group that is never divided between splits. Several of them are joined.</summary>
/// <param name="Column">Column of a list whose equal values are a group; null for none.</param>
/// <param name="Pattern">
/// Regular expression whose group "group", or else first group, is the group in the file name; null for none.
/// </param>
/// <param name="NearDuplicates">Whether nearly identical images are a group.</param>
public sealed record GroupingOptions(string? Column = null, string? Pattern = null, bool NearDuplicates = false)
{
    /// <summary>The grouping in words: "column patient, near duplicates".</summary>
    public override string ToString() => ReadableText.List(((string?[])
        [Column is null ? null : $"column {Column}", Pattern is null ? null : $"pattern {Pattern}",
            NearDuplicates ? "near duplicates" : null]).OfType<string>());
}
