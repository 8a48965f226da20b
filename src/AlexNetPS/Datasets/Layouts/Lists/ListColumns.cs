using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Layouts.Lists;

/// <summary>Columns of a list.</summary>
/// <param name="Path">Index of the path column.</param>
/// <param name="Label">Where the label is.</param>
/// <param name="Split">Where the split is; null if there is none.</param>
/// <param name="HasHeader">Whether the first row contains column names.</param>
internal sealed record ListColumns(int Path, LabelColumns Label, SplitColumns? Split, bool HasHeader)
{
    /// <summary>The other columns.</summary>
    public PropertyColumns Properties { get; private init; } = new(null, _ => true);

    // Columns of paths come before columns of names.
    private static readonly string[] _paths =
    [
        "path", "filepath", "filepaths", "file", "filename", "image", "imagepath", "img", "imgpath", "imagefile",
        "imagefilename", "imagename", "imgname", "imageindex", "imageid", "imgid", "fileid", "id", "isicid", "name",
    ];

    private static readonly string[] _labels =
    [
        "label", "class", "classname", "category", "target", "labels", "findinglabels", "diagnosis", "dx", "breed",
        "species", "tags",
    ];

    /// <summary>Finds the columns by their names.</summary>
    /// <param name="header">First row.</param>
    /// <param name="options">Column names.</param>
    /// <param name="list">Path of the list, for messages.</param>
    /// <param name="isImage">Whether a text is the name of an image that exists.</param>
    /// <param name="survey">Values of the columns; read only if names do not tell.</param>
    /// <exception cref="DatasetException">A column is missing.</exception>
    public static ListColumns Of(IReadOnlyList<string> header, ImportOptions options, string list,
        Func<string, bool> isImage, Lazy<ListSurvey> survey)
    {
        bool areNamed = options.PathColumn is not null || options.LabelColumn is not null
            || options.SplitColumn is not null || options.GroupColumn is not null;
        if (!areNamed && header.Count is 2 or 3
            && (ImageNames.IsImage(header[0]) || IndexOf(header, _paths) < 0 && isImage(header[0].Trim())))
        {
            return new ListColumns(0, new LabelColumns(1), header.Count == 3 ? SplitColumns.Words(2) : null, false);
        }

        int path = options.PathColumn is null ? IndexOf(header, _paths) : Named("PathColumn", options.PathColumn);
        if (path < 0)
            throw Missing("PathColumn", _paths[0]);
        int label = LabelIn(header, options, list);
        if (options.GroupColumn is not null)
            Named("GroupColumn", options.GroupColumn);
        int? named = options.SplitColumn is null ? null : Named("SplitColumn", options.SplitColumn);
        SplitColumns? split = SplitColumns.Find(header, named, label >= 0, list, survey);
        if (label >= 0)
            return WithHeader(new LabelColumns(label));
        int[] columns = [.. survey.Value.BinaryColumns.Where(column => column != path && split?.Uses(column) != true)];
        return columns.Length >= 2
            ? WithHeader(new LabelColumns(columns, header))
            : throw Missing("LabelColumn", _labels[0]);

        // A column that makes groups is a property, whatever else it is.
        ListColumns WithHeader(LabelColumns labels) => new(path, labels, split, true)
        {
            Properties = new PropertyColumns(header, column => !IsGroup(header[column])
                && (column == path || labels.Uses(column) || split?.Uses(column) == true)),
        };

        bool IsGroup(string name) =>
            options.GroupColumn is { } group && name.Trim().Equals(group, StringComparison.OrdinalIgnoreCase);

        int Named(string parameter, string name) => IndexOfExactly(header, name) is >= 0 and int index
            ? index
            : throw Missing(parameter, name);

        DatasetException Missing(string parameter, string name) => MissingIn(header, list, parameter, name);
    }

    /// <summary>Returns the index of the column of labels; negative if none is named, or has a usual name.</summary>
    /// <param name="header">Column names.</param>
    /// <param name="options">Column names.</param>
    /// <param name="list">Path of the list, for messages.</param>
    /// <exception cref="DatasetException">The named column is missing.</exception>
    public static int LabelIn(IReadOnlyList<string> header, ImportOptions options, string list) =>
        options.LabelColumn is null ? IndexOf(header, _labels)
        : IndexOfExactly(header, options.LabelColumn) is >= 0 and int index ? index
        : throw MissingIn(header, list, nameof(options.LabelColumn), options.LabelColumn);

    /// <summary>Name of a column without case, blanks and separators: Image_ID is imageid.</summary>
    public static string Plain(string name) =>
        new([.. name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);

    private static DatasetException MissingIn(IReadOnlyList<string> header, string list, string parameter, string name) =>
        new($"'{list}' has no column '{name}'. Its columns: {NameText.List([.. header])}. Set "
            + $"{parameter} to one of them.");

    private static int IndexOf(IReadOnlyList<string> header, string[] usual)
    {
        string[] plain = [.. header.Select(Plain)];
        return usual.Select(name => Array.IndexOf(plain, name)).FirstOrDefault(index => index >= 0, -1);
    }

    private static int IndexOfExactly(IReadOnlyList<string> header, string name) => Enumerable.Range(0, header.Count)
        .FirstOrDefault(i => header[i].Trim().Equals(name, StringComparison.OrdinalIgnoreCase), -1);
}
