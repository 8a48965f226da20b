using AlexNetPS.Datasets.Layouts.Lists;
using AlexNetPS.Formats.Parquet;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Layouts.Parquets;

/// <summary>Finds the column of a Parquet file that contains images: image.bytes, or a column of bytes.</summary>
internal static class ParquetImages
{
    /// <summary>Extension of the files.</summary>
    public const string Extension = ".parquet";

    private const string Bytes = "bytes";

    private static readonly string[] _usual =
    [
        "image", "img", "picture", "photo", "jpg", "jpeg", "png", "imagebytes", "imgbytes", "imagedata", "content", Bytes,
    ];

    /// <summary>Returns the column of the images; null if there is none.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">Its path, for messages.</param>
    /// <param name="named">Name of the column; null for one of a usual name, or the only one.</param>
    /// <exception cref="DatasetException">There are several, or not the named one.</exception>
    public static ParquetColumn? Column(ParquetFile file, string path, string? named)
    {
        ParquetColumn[] columns = [.. file.Columns.Where(IsImages)];
        if (columns.Length == 0)
            return null;
        if (named is not null && columns.FirstOrDefault(
            column => Outer(column).Equals(named, StringComparison.OrdinalIgnoreCase)) is { } asked)
        {
            return asked;
        }

        ParquetColumn[] structures = [.. columns.Where(column => column.Path.Count == 2)];
        ParquetColumn? usual = _usual
            .SelectMany(name => columns.Where(column => ListColumns.Plain(Outer(column)) == name)).FirstOrDefault();
        return usual ?? (structures.Length == 1 ? structures[0]
            : columns.Length == 1 ? columns[0]
            : throw new DatasetException($"'{path}' has several columns that may contain images: "
                + $"{NameText.List([.. columns.Select(Outer)])}. Set PathColumn to one of them."));
    }

    /// <summary>Returns the column of the file names, next to that of the bytes; null if there is none.</summary>
    public static string? PathColumn(ParquetColumn images) => images.Path.Count == 2 ? images.Path[0] + ".path" : null;

    private static bool IsImages(ParquetColumn column) =>
        column is { Type: ParquetType.ByteArray, IsText: false, IsRepeated: false }
            && (column.Path.Count == 1 || column.Path.Count == 2 && column.Path[1] == Bytes);

    private static string Outer(ParquetColumn column) => column.Path[0];
}
