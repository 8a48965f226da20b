using System.Collections.ObjectModel;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets;

/// <summary>
/// Classes that an import merged, renamed or dropped: new name by class name, null if it was dropped.
/// </summary>
public sealed class ClassMap : ReadOnlyDictionary<string, string?>
{
    internal ClassMap(IReadOnlyDictionary<string, string?> entries)
        : base(new SortedDictionary<string, string?>(entries.ToDictionary(), StringComparer.Ordinal))
    {
    }

    /// <summary>The entries: "rose = flower, tulip = flower, blurry dropped"; of a long map the first 200.</summary>
    public override string ToString() =>
        ReadableText.List(this.Select(entry => entry.Value is null ? $"{entry.Key} dropped" : $"{entry.Key} = {entry.Value}"));
}
