using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Health.Repairs;

/// <summary>An image that a repair moved to another split, dropped or restored.</summary>
/// <param name="Path">Full path of the file, which was not touched.</param>
/// <param name="Action">What was done.</param>
/// <param name="From">Previous split; null for an image that was in none.</param>
/// <param name="To">New split; null for an image that is in none.</param>
/// <param name="Kind">Kind of the finding.</param>
/// <param name="Group">Number of the group of images that belong together, from 1, unique in the store.</param>
/// <param name="Label">
/// Class; null for a dropped image, so that exported rows can be read as corrections of an import.
/// </param>
/// <param name="Reason">Why.</param>
public sealed record RepairedImage(string Path, RepairAction Action, SplitName? From, SplitName? To, FindingKind Kind,
    int Group, string? Label, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => TerminalText.OfLine($"{Action} {Path}");
}
