using AlexNetPS.Formats.Csv;
using CsvHelper;

namespace AlexNetPS.Tables;

/// <summary>Writes rows. Numbers are formatted directly into the writer's buffer.</summary>
internal sealed class CsvTableWriter : ITableWriter
{
    private readonly CsvWriter _csv;

    public CsvTableWriter(CsvWriter csv, IReadOnlyList<string> columns)
    {
        _csv = csv;
        _csv.WriteHeader([.. columns]);
        _csv.Flush();
    }

    public void Write(ReadOnlySpan<object?> row)
    {
        foreach (object? field in row)
            _csv.WriteField(field);
        _csv.EndRecord();
    }

    public void Write(ReadOnlySpan<string> texts, ReadOnlySpan<float> values)
    {
        foreach (string text in texts)
            _csv.WriteField(text);
        foreach (float value in values)
            _csv.WriteField(value, default);
        _csv.EndRecord();
    }

    public void Flush() => _csv.Flush();

    public void Dispose() => _csv.Dispose();
}
