using AlexNetPS.Datasets.Layouts.Parquets;
using AlexNetPS.Formats.Csv;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Layouts.Lists;

/// <summary>Opens a list as a table: CSV, TSV, Parquet, or JSON Lines with an object in each line.</summary>
internal static class ListTable
{
    /// <summary>Extensions of lists.</summary>
    public static IReadOnlyList<string> Extensions { get; } =
        [".csv", ".tsv", ".txt", ".jsonl", ".ndjson", ParquetImages.Extension];

    /// <param name="path">The list.</param>
    /// <param name="options">Encoding.</param>
    /// <param name="onBadRow">Receives line and reason of a row that cannot be read.</param>
    /// <param name="stopping">Canceled to stop reading.</param>
    /// <exception cref="FormatException">It is no text in this encoding, or no JSON Lines.</exception>
    public static ITableReader Open(string path, ImportOptions options, Action<long, string> onBadRow,
        CancellationToken stopping = default)
    {
        if (IsParquet(path))
            return new ParquetTable(path, onBadRow);
        if (IsJsonLines(path))
            return new JsonLines(() => TextFile.Open(path, options.Encoding, stopping), onBadRow);
        string delimiter = Delimiter(path, options, stopping);
        StreamReader text = TextFile.Open(path, options.Encoding, stopping);
        try
        {
            return new OwnedTable(TableFormats.Csv.Open(text, delimiter, onBadRow), text);
        }
        catch
        {
            text.Dispose();
            throw;
        }
    }

    /// <summary>Whether a list is a Parquet file, which is no text.</summary>
    public static bool IsParquet(string path) =>
        path.EndsWith(ParquetImages.Extension, StringComparison.OrdinalIgnoreCase);

    private static bool IsJsonLines(string path) => path.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase)
        || path.EndsWith(".ndjson", StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns the most frequent separator of the first line; a tab for a .tsv file.</summary>
    private static string Delimiter(string path, ImportOptions options, CancellationToken stopping)
    {
        if (path.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase))
            return "\t";
        string first = TextFile.FirstLine(path, options.Encoding, stopping);
        return ((string[])[",", "\t", ";"]).MaxBy(delimiter => first.Count(c => c == delimiter[0]))!;
    }

    /// <summary>Closes its text with the table.</summary>
    private sealed class OwnedTable(ITableReader table, StreamReader text) : ITableReader
    {
        public IReadOnlyList<string> Columns => table.Columns;

        public long Line => table.Line;

        public IReadOnlyList<string>? Read() => table.Read();

        public void Dispose()
        {
            table.Dispose();
            text.Dispose();
        }
    }
}
