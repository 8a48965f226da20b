using AlexNetPS.Formats.Csv;
using CsvHelper;

namespace AlexNetPS.Tables;

/// <summary>Reads rows; a malformed row is a <see cref="FormatException"/> with its line.</summary>
internal sealed class CsvTableReader : ITableReader
{
    private readonly CsvReader _csv;

    public CsvTableReader(CsvReader csv)
    {
        _csv = csv;
        Columns = Guarded(() => csv.Headers.ToArray());
    }

    public IReadOnlyList<string> Columns { get; }

    public long Line { get; private set; } = 1;

    public IReadOnlyList<string>? Read() => Guarded(ReadRow);

    public void Dispose() => _csv.Dispose();

    private string[]? ReadRow()
    {
        if (!_csv.Read())
            return null;
        Line = _csv.LineNumber;
        var row = new string[_csv.FieldCount];
        for (int i = 0; i < row.Length; i++)
            row[i] = _csv.GetString(i);
        return row;
    }

    private static T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (CsvFormatException e)
        {
            throw new FormatException(e.LineNumber > 0 ? $"Line {e.LineNumber}: {e.Message}" : e.Message, e);
        }
    }
}
