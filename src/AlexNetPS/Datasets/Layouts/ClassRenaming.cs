using AlexNetPS.Datasets.Layouts.Parts;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Layouts;

/// <summary>
/// Merges, renames and drops the classes of a listing. All entries apply at once, none to the result. Names in which
/// accents are characters of their own are the same as those in which they are not.
/// </summary>
internal sealed class ClassRenaming
{
    private readonly Dictionary<string, string?> _map = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string?> _used = new(StringComparer.Ordinal);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <param name="map">New name by class name; null or "" drops the class.</param>
    public ClassRenaming(IReadOnlyDictionary<string, string?> map)
    {
        foreach ((string name, string? target) in map)
            _map[Clean(name)] = target is null ? null : Clean(target);
    }

    /// <summary>The entries that concerned a class; null without a map.</summary>
    public IReadOnlyDictionary<string, string?>? Resolved => _map.Count == 0 ? null : _used;

    public PartContents Apply(PartContents part) => IsIdle(part.Classes) ? part
        : new(Files(part.Files), [.. Classes(part.Classes).Order(StringComparer.Ordinal)], part.ByTable);

    public FolderListing Apply(FolderListing listing)
    {
        if (listing.ClassMap is not null || IsIdle(listing.Classes))
            return listing;
        string[] classes = Classes(listing.Classes);
        return listing with
        {
            Files = Files(listing.Files),
            Classes = listing.Shape is not null ? classes
                : listing.Classes.SequenceEqual(NumericOrder.Of(listing.Classes)) ? [.. NumericOrder.Of(classes)]
                : [.. classes.Order(StringComparer.Ordinal)],
            Descriptions = listing.Descriptions
                .Select(pair => KeyValuePair.Create(Clean(pair.Key), pair.Value))
                .Where(pair => classes.Contains(pair.Key)).DistinctBy(pair => pair.Key)
                .ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal),
            // Counts by written label are of no use after a map.
            Spellings = _map.Count > 0 ? null : listing.Spellings?.GroupBy(pair => Clean(pair.Key))
                .ToDictionary(group => group.Key, group => group.Sum(pair => pair.Value), StringComparer.Ordinal),
            ClassMap = Resolved,
        };
    }

    /// <summary>Warns of entries that concern no class.</summary>
    public void Report(List<string> warnings)
    {
        string[] unused = [.. _map.Keys.Where(name => !_used.ContainsKey(name)).Order(StringComparer.Ordinal)];
        if (unused.Length > 0)
        {
            warnings.Add($"The class map names {FolderReader.Count(unused.Length, "class")} that "
                + $"{(unused.Length == 1 ? "does" : "do")} not exist: "
                + $"{NameText.List([.. unused.Select(name => $"'{name}'")])}.{NearestName.Hint(unused[0], _seen)}");
        }
    }

    /// <summary>Whether no name is replaced.</summary>
    private bool IsIdle(IReadOnlyList<string> classes) =>
        _map.Count == 0 && classes.All(name => ReferenceEquals(Clean(name), name) || Clean(name) == name);

    /// <summary>Names of folders and lists also reach terminals.</summary>
    private static string Clean(string name) => TerminalText.OfLine(ComposedText.Of(name));

    private string? Target(string written)
    {
        string name = Clean(written);
        _seen.Add(name);
        if (!_map.TryGetValue(name, out string? target))
            return name;
        string? trimmed = string.IsNullOrWhiteSpace(target) ? null : target.Trim();
        _used[name] = trimmed;
        return trimmed;
    }

    private string[] Classes(IEnumerable<string> names) => [.. names.Select(Target).OfType<string>().Distinct()];

    private List<SourceFile> Files(IReadOnlyList<SourceFile> files)
    {
        // One string for each class, not for each image.
        var targets = new Dictionary<string, string?>(StringComparer.Ordinal);
        List<SourceFile> mapped = new(files.Count);
        foreach (SourceFile file in files)
        {
            if (!targets.TryGetValue(file.ClassName, out string? target))
                targets.Add(file.ClassName, target = file.ClassName.Length == 0 ? "" : Target(file.ClassName));
            if (target is not null)
                mapped.Add(file with { ClassName = target });
        }

        return mapped;
    }
}
