using System.Globalization;
using AlexNetPS.Formats.Csv;
using CsvHelper;

namespace AlexNetPS.Tables;

/// <summary>CSV through CsvHelper: invariant culture, RFC 4180 quoting and line endings, one row at a time.</summary>
/// <remarks>
/// Text is written unchanged, even if a spreadsheet would read it as a formula ("=..."): programs read these files, and
/// a path or class name must come back unchanged.
/// </remarks>
public sealed class CsvTableFormat : ITableFormat
{
    // A row of features is well under a megabyte; the limit stops an unclosed quote from reading a large file.
    private const int MaximumRowBytes = 64 << 20;

    /// <inheritdoc/>
    public ITableWriter Create(TextWriter output, IReadOnlyList<string> columns)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(columns);
        var csv = CsvWriter.Create(output, new CsvWriterOptions { FormatProvider = CultureInfo.InvariantCulture },
            leaveOpen: true);
        return new CsvTableWriter(csv, columns);
    }

    /// <inheritdoc/>
    public ITableReader Open(TextReader input, string delimiter = ",", Action<long, string>? onBadRow = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (delimiter is not ("," or "\t" or ";"))
            throw new ArgumentException("The delimiter is a comma, a semicolon or a tab.", nameof(delimiter));
        var csv = CsvReader.Create(input, new CsvReaderOptions
        {
            Separator = delimiter[0],
            FormatProvider = CultureInfo.InvariantCulture,
            MalformedData = onBadRow is null ? CsvMalformedDataHandling.Throw : CsvMalformedDataHandling.Skip,
            FieldCountMismatch = onBadRow is null ? CsvFieldCountHandling.Throw : CsvFieldCountHandling.Skip,
            OnMalformedRecord = onBadRow is null ? null : record => onBadRow(record.LineNumber, Said(record.Reason)),
            MaxRecordSize = MaximumRowBytes,
            TrackLineNumbers = true,
        }, leaveOpen: true);
        return new CsvTableReader(csv);
    }

    private static string Said(CsvMalformedReason reason) => reason switch
    {
        CsvMalformedReason.FieldCountMismatch => "it has more or fewer fields than the header",
        CsvMalformedReason.UnterminatedQuote => "its quote is never closed, so that it runs to the end of the file",
        _ => "its quotes are broken",
    };
}
