using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets;

/// <summary>One image of a dataset.</summary>
public sealed record ImageSample
{
    private readonly string _folder, _path;

    /// <param name="index">Position in the prepared store.</param>
    /// <param name="path">Full path of the file.</param>
    /// <param name="labelIndex">Index of the class.</param>
    /// <param name="label">Class name.</param>
    public ImageSample(int index, string path, int labelIndex, string label)
        : this(index, "", path, labelIndex, label)
    {
    }

    // A million images share one folder name; full paths are joined on demand.
    internal ImageSample(int index, string folder, string relativePath, int labelIndex, string label,
        string? group = null, PropertyRow? row = null)
    {
        (Index, _folder, _path, LabelIndex, Label) = (index, folder, relativePath, labelIndex, label);
        (Group, Row) = (group, row);
    }

    /// <summary>Position in the prepared store; key of the random numbers of its augmentation.</summary>
    public int Index { get; }

    /// <summary>Full path of the file, or "archive#member" for an image inside one.</summary>
    public string Path => _folder.Length == 0 ? _path : FileNames.Join(_folder, _path);

    /// <summary>Path relative to the dataset folder.</summary>
    internal string RelativePath => _path;

    /// <summary>Class name.</summary>
    public string Label { get; }

    /// <summary>Index of the class in the dataset.</summary>
    public int LabelIndex { get; }

    /// <summary>
    /// Key of its group, which is never divided between splits; null for a group of its own, and in a dataset without
    /// groups.
    /// </summary>
    public string? Group { get; }

    /// <summary>Values of the other columns of the list it comes from; empty without such columns.</summary>
    public SampleProperties Properties => new(Row);

    /// <summary>The properties without a dictionary; null without any.</summary>
    internal PropertyRow? Row { get; }

    /// <inheritdoc/>
    public override string ToString() => TerminalText.OfLine(Path);
}

/// <summary>A class of a dataset.</summary>
/// <param name="Index">The label.</param>
/// <param name="Name">Folder name or synset.</param>
/// <param name="Train">Training images.</param>
/// <param name="Validation">Validation images.</param>
/// <param name="Test">Test images.</param>
/// <param name="Description">Readable name if a table has one ("tench" for n01440764).</param>
public sealed record ImageClass(int Index, string Name, int Train, int Validation, int Test, string? Description = null)
{
    /// <summary>Name and readable name: "n01440764 tench".</summary>
    public string DisplayName => Display(Name, Description);

    /// <inheritdoc/>
    public override string ToString() => DisplayName;

    internal static string Display(string name, string? description) => description is null || description == name
        ? name
        : $"{name} {description}";
}

/// <summary>A file that was read with a decoder warning.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Warning">Warning text.</param>
public sealed record FileWarning(string Path, string Warning)
{
    /// <inheritdoc/>
    public override string ToString() => TerminalText.OfLine($"{Path}: {Warning}");
}

/// <summary>A file that was skipped by the import.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Reason">Why it was skipped.</param>
public sealed record SkippedFile(string Path, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => TerminalText.OfLine($"{Path}: {Reason}");
}
