using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Layouts;

/// <summary>Columns of a list.</summary>
/// <param name="Path">Index of the path column.</param>
/// <param name="Label">Index of the label column.</param>
/// <param name="Split">Index of the split column; -1 if there is none.</param>
/// <param name="HasHeader">Whether the first row contains column names.</param>
internal sealed record ListColumns(int Path, int Label, int Split, bool HasHeader)
{
    private static readonly string[] _paths =
        ["path", "filepath", "file_path", "file", "filename", "file_name", "image", "image_path"];
    private static readonly string[] _labels = ["label", "class", "classname", "class_name", "category", "target"];
    private static readonly string[] _splits = ["split", "set", "subset", "part", "partition", "fold"];

    /// <exception cref="DatasetException">A column is missing.</exception>
    public static ListColumns Of(IReadOnlyList<string> header, ImportOptions options, string list)
    {
        bool named = options.PathColumn is not null || options.LabelColumn is not null
            || options.SplitColumn is not null;
        if (!named && header.Count is 2 or 3 && ImageNames.IsImage(header[0]))
            return new ListColumns(0, 1, header.Count == 3 ? 2 : -1, false);
        int split = options.SplitColumn is { } wanted ? Find([wanted]) : Find(_splits);
        if (options.SplitColumn is not null && split < 0)
            throw Missing("SplitColumn", options.SplitColumn);
        return new ListColumns(Required("PathColumn", options.PathColumn, _paths),
            Required("LabelColumn", options.LabelColumn, _labels), split, true);

        int Required(string parameter, string? name, string[] usual)
        {
            int index = Find(name is null ? usual : [name]);
            return index >= 0 ? index : throw Missing(parameter, name ?? usual[0]);
        }

        int Find(string[] names) => names.Select(IndexOf).FirstOrDefault(index => index >= 0, -1);

        int IndexOf(string name) => Enumerable.Range(0, header.Count)
            .FirstOrDefault(i => header[i].Trim().Equals(name, StringComparison.OrdinalIgnoreCase), -1);

        DatasetException Missing(string parameter, string name) =>
            new($"'{list}' has no column '{name}'. Its columns: {NameText.List([.. header])}. Set "
                + $"{parameter} to one of them.");
    }
}
