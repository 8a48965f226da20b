using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Export;

/// <summary>An export that was written.</summary>
/// <param name="Format">Form of the export.</param>
/// <param name="Path">Full path of the folder, or of the list.</param>
/// <param name="Count">Number of images.</param>
/// <param name="Classes">Number of classes.</param>
/// <param name="Train">Training images.</param>
/// <param name="Validation">Validation images.</param>
/// <param name="Test">Test images.</param>
/// <param name="Bytes">Bytes of all files that were written.</param>
/// <param name="Files">Full paths of the shards, of the metadata.csv of each split, or of the list.</param>
/// <param name="Renamed">Number of classes whose folder has another name, because it is not portable.</param>
public sealed record ExportedDataset(ExportFormat Format, string Path, int Count, int Classes, int Train,
    int Validation, int Test, long Bytes, IReadOnlyList<string> Files, int Renamed)
{
    /// <inheritdoc cref="ExportedDataset" path="/param[@name='Files']"/>
    public IReadOnlyList<string> Files { get; init => field = value.ToReadable(); } = Files.ToReadable();

    /// <inheritdoc/>
    public override string ToString() =>
        TerminalText.OfLine(
            FormattableString.Invariant($"{Format} '{Path}': {Count:N0} images, {Classes:N0} classes"));
}
