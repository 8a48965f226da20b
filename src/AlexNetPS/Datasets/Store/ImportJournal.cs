using System.Buffers.Binary;
using System.Text;
using AlexNetPS.Formats.Checksums;
using AlexNetPS.Formats.Files;

namespace AlexNetPS.Datasets.Store;

/// <summary>
/// Records per file what an import has prepared, so that an interrupted or killed import resumes. A record is written
/// after its pixels, with its length before it and its CRC-32C behind it; a truncated or damaged one is dropped with
/// everything after it.
/// </summary>
internal sealed class ImportJournal : IDisposable
{
    private const string Magic = "AlexNetPS import journal 6";
    private const int LargestRecord = 1 << 20;
    private static readonly TimeSpan _flushInterval = TimeSpan.FromMilliseconds(250);

    private readonly FileStream _file;
    private readonly MemoryStream _record = new();
    private readonly BinaryWriter _writer;
    private long _lastFlush = Environment.TickCount64;

    private ImportJournal(FileStream file) => (_file, _writer) = (file, new BinaryWriter(_record, Encoding.UTF8));

    /// <summary>Opens a journal of the same source and options, or starts a new one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="identity">Key that must match for existing records to be used.</param>
    /// <param name="results">Receives the records, by relative path.</param>
    public static ImportJournal Open(string path, string identity, Dictionary<string, FileResult> results)
    {
        var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, 1 << 16);
        long valid = ReadRecords(stream, identity, results);
        stream.SetLength(valid);
        stream.Position = valid;
        var journal = new ImportJournal(stream);
        if (valid == 0)
        {
            journal._writer.Write(Magic);
            journal._writer.Write(identity);
            journal.EndRecord();
            stream.Flush();
        }

        return journal;
    }

    /// <summary>Whether there is a journal of the same source and options.</summary>
    public static bool IsOf(string path, string identity)
    {
        try
        {
            using FileStream stream = InputFile.Open(path);
            return ReadRecord(stream) is { } head && IsHead(head, identity);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or EndOfStreamException
            or FormatException or ArgumentException)
        {
            return false;
        }
    }

    public void Add(string relativePath, FileResult result)
    {
        lock (_writer)
        {
            _writer.Write(relativePath);
            ResultFormat.Write(_writer, result);
            EndRecord();
            long now = Environment.TickCount64;
            if (now - _lastFlush >= _flushInterval.TotalMilliseconds)
            {
                _file.Flush();
                _lastFlush = now;
            }
        }
    }

    public void Dispose()
    {
        _writer.Dispose();
        _file.Dispose();
    }

    private void EndRecord()
    {
        ReadOnlySpan<byte> record = _record.GetBuffer().AsSpan(0, (int)_record.Length);
        Span<byte> number = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteInt32LittleEndian(number, record.Length);
        _file.Write(number);
        _file.Write(record);
        BinaryPrimitives.WriteUInt32LittleEndian(number, Crc32C.Of(record));
        _file.Write(number);
        _record.SetLength(0);
    }

    /// <summary>Returns the next record; null at the end, and if it is truncated or damaged.</summary>
    private static BinaryReader? ReadRecord(FileStream file)
    {
        Span<byte> number = stackalloc byte[sizeof(uint)];
        if (file.ReadAtLeast(number, number.Length, throwOnEndOfStream: false) < number.Length)
            return null;
        int length = BinaryPrimitives.ReadInt32LittleEndian(number);
        if (length is < 0 or > LargestRecord || length > file.Length - file.Position)
            return null;
        byte[] record = new byte[length];
        file.ReadExactly(record);
        return file.ReadAtLeast(number, number.Length, throwOnEndOfStream: false) == number.Length
            && BinaryPrimitives.ReadUInt32LittleEndian(number) == Crc32C.Of(record)
                ? new BinaryReader(new MemoryStream(record), Encoding.UTF8)
                : null;
    }

    private static bool IsHead(BinaryReader head, string identity) =>
        head.ReadString() == Magic && head.ReadString() == identity;

    /// <returns>Length up to the last complete record; 0 if no record is valid.</returns>
    private static long ReadRecords(FileStream stream, string identity, Dictionary<string, FileResult> results)
    {
        long valid = 0;
        try
        {
            if (ReadRecord(stream) is not { } head || !IsHead(head, identity))
                return 0;
            for (valid = stream.Position; ReadRecord(stream) is { } record; valid = stream.Position)
                results[record.ReadString()] = ResultFormat.Read(record);
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException or ArgumentException)
        {
            // The bytes are intact, but not those of this version.
        }

        return valid;
    }
}
