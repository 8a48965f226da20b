using System.Globalization;
using AlexNetPS.Formats.Csv;
using AlexNetPS.Formats.Parquet;

namespace AlexNetPS.Datasets.Layouts.Parquets;

/// <summary>
/// The numbers and texts of a Parquet file as a table of texts, a row group at a time. Numbers of classes become the
/// names that Hugging Face's metadata states. The line is the row, from 1.
/// </summary>
internal sealed class ParquetTable : ITableReader
{
    private readonly ParquetFile _file;
    private readonly ParquetColumn[] _columns;
    private readonly string[]?[] _classNames;
    private readonly Action<long, string> _onBadRow;
    private readonly PageBuffers _buffers = new();
    private string?[][] _values = [];
    private int _group = -1, _row;

    /// <param name="path">The file.</param>
    /// <param name="onBadRow">Receives row and reason of a row whose class number has no name.</param>
    /// <exception cref="FormatException">It is no Parquet file, or damaged.</exception>
    public ParquetTable(string path, Action<long, string> onBadRow)
    {
        _file = ParquetFile.Open(path);
        _onBadRow = onBadRow;
        _columns = [.. _file.Columns.Where(ColumnTexts.Reads)];
        ClassNames = HuggingFaceFeatures.ClassNames(_file.Metadata);
        _classNames = [.. _columns.Select(column => ClassNames.GetValueOrDefault(column.Name))];
    }

    /// <summary>Names of the classes by column of numbers.</summary>
    public IReadOnlyDictionary<string, string[]> ClassNames { get; }

    public IReadOnlyList<string> Columns => [.. _columns.Select(column => column.Name)];

    public long Line { get; private set; }

    public IReadOnlyList<string>? Read()
    {
        while (true)
        {
            while (_group < 0 || _row == _file.Groups[_group].Rows)
            {
                if (_group + 1 >= _file.Groups.Count)
                    return null;
                _group++;
                _row = 0;
                _values = [.. _columns.Select(column => ColumnTexts.Read(_file, _file.Groups[_group], column, _buffers))];
            }

            Line++;
            string?[] row = [.. _values.Select((column, i) => Name(column[_row] ?? "", _classNames[i]))];
            _row++;
            if (!row.Contains(null))
                return row!;
            _onBadRow(Line, "the number of its class has no name in the metadata of the file");
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>
    /// Returns a name, "" for Hugging Face's -1 of an image without label, and null if there is none.
    /// </summary>
    private static string? Name(string value, string[]? names) =>
        names is null || value.Length == 0 ? value
        : !int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? value
        : number == -1 ? ""
        : (uint)number < (uint)names.Length ? names[number] : null;
}
