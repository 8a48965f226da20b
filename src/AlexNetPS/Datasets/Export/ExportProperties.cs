using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Export;

/// <summary>Properties of the images of a selection as columns after those that every export has.</summary>
internal sealed class ExportProperties
{
    private static readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase)
    {
        ExportColumns.Image, ExportColumns.Label, ExportColumns.FileName, ExportColumns.ClassName, ExportColumns.Path,
        ExportColumns.Split,
    };

    private readonly string[] _names;

    /// <param name="images">The images; those of one dataset share the names of their properties.</param>
    public ExportProperties(IEnumerable<ExportImage> images)
    {
        _names = [.. images.Select(image => image.Properties?.Names ?? []).Distinct(ReferenceEqualityComparer.Instance)
            .Cast<IReadOnlyList<string>>().SelectMany(names => names).Distinct(StringComparer.OrdinalIgnoreCase)
            .Where(name => name != ExportColumns.SourcePath)];
        var taken = new HashSet<string>(_taken, StringComparer.OrdinalIgnoreCase) { ExportColumns.SourcePath };
        Columns = _names.Select(name => Unique(name, taken)).ToReadable();
    }

    /// <summary>Names of the columns.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Returns a text for each column, "" for an image without it.</summary>
    public string[] Of(ExportImage image) => [.. _names.Select(name => image.Properties?[name] ?? "")];

    private static string Unique(string name, HashSet<string> taken)
    {
        string unique = name;
        for (int number = 2; !taken.Add(unique); number++)
            unique = FormattableString.Invariant($"{name}_{number}");
        return unique;
    }
}
