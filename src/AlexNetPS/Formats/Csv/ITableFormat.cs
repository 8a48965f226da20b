namespace AlexNetPS.Formats.Csv;

/// <summary>
/// Reads and writes CSV through the plug-in AlexNetPS.Tables (CsvHelper). Invariant culture, RFC 4180 quoting, UTF-8.
/// </summary>
public interface ITableFormat
{
    /// <summary>
    /// Opens a writer and writes the header. Disposing the writer flushes the output and leaves it open.
    /// </summary>
    ITableWriter Create(TextWriter output, IReadOnlyList<string> columns);

    /// <summary>Reads rows one by one; each has as many fields as the header.</summary>
    /// <param name="input">CSV or TSV text; stays open.</param>
    /// <param name="delimiter">",", ";" or a tab.</param>
    /// <param name="onBadRow">Called with the line number and the error of an unreadable row, which is then skipped;
    /// null throws instead.</param>
    ITableReader Open(TextReader input, string delimiter = ",", Action<long, string>? onBadRow = null);
}

/// <summary>Writes rows.</summary>
public interface ITableWriter : IDisposable
{
    /// <summary>Writes one row of strings and numbers; float and double in the shortest round-trip form.</summary>
    void Write(ReadOnlySpan<object?> row);

    /// <summary>Writes one row of strings followed by numbers, without boxing.</summary>
    void Write(ReadOnlySpan<string> texts, ReadOnlySpan<float> values);

    /// <summary>Flushes complete rows to the output, for files that are read while they grow.</summary>
    void Flush();
}

/// <summary>Reads rows.</summary>
public interface ITableReader : IDisposable
{
    /// <summary>Column names.</summary>
    IReadOnlyList<string> Columns { get; }

    /// <summary>Line on which the last row starts, from 1.</summary>
    long Line { get; }

    /// <summary>Returns the next row's fields, or null at the end.</summary>
    /// <exception cref="FormatException">A row cannot be read; the message names its line.</exception>
    IReadOnlyList<string>? Read();
}
