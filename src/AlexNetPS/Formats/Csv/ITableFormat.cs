namespace AlexNetPS.Formats.Csv;

/// <summary>
/// Reading and writing of CSV, done by the plug-in AlexNetPS.Tables on CsvHelper. Invariant culture, RFC 4180 quoting,
/// UTF-8.
/// </summary>
public interface ITableFormat
{
    /// <summary>
    /// Opens a writer; the header goes out at once. Disposing the writer flushes the output and leaves it open.
    /// </summary>
    ITableWriter Create(TextWriter output, IReadOnlyList<string> columns);

    /// <summary>Reads rows as they come; each has as many fields as the header.</summary>
    /// <param name="input">CSV or TSV text; stays open.</param>
    /// <param name="delimiter">",", ";" or a tab.</param>
    /// <param name="onBadRow">Told the line and what is wrong with a row that cannot be read, which is then passed
    /// over; null makes it an error.</param>
    ITableReader Open(TextReader input, string delimiter = ",", Action<long, string>? onBadRow = null);
}

/// <summary>Writes rows.</summary>
public interface ITableWriter : IDisposable
{
    /// <summary>
    /// Writes one row of strings and numbers; float and double in the shortest form that reads back the same.
    /// </summary>
    void Write(ReadOnlySpan<object?> row);

    /// <summary>Writes one row: leading texts, then numbers, without boxing them.</summary>
    void Write(ReadOnlySpan<string> texts, ReadOnlySpan<float> values);

    /// <summary>Hands complete rows on to the output, for files that are watched while they grow.</summary>
    void Flush();
}

/// <summary>Reads rows.</summary>
public interface ITableReader : IDisposable
{
    /// <summary>Column names.</summary>
    IReadOnlyList<string> Columns { get; }

    /// <summary>Line of the text in which the last row starts, from 1.</summary>
    long Line { get; }

    /// <summary>The next row's fields, or null at the end.</summary>
    /// <exception cref="FormatException">A row that cannot be read; names its line.</exception>
    IReadOnlyList<string>? Read();
}
