using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using AlexNetPS.Datasets.Health;
using AlexNetPS.Datasets.Scores;
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
    private const string Magic = "AlexNetPS import journal 5";
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
            _writer.Write(result.Length);
            _writer.Write(result.Modified.Ticks);
            _writer.Write(result.Reason ?? "");
            _writer.Write(result.Warning ?? "");
            if (result.Image is { } image)
            {
                Write(image, result.Moments);
                ContentHash hash = result.Hash;
                _writer.Write((ReadOnlySpan<byte>)hash);
                _writer.Write(result.Checksum);
                Write(result.Scores);
                Write(result.Look);
            }

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
                Read(record, results);
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException or ArgumentException)
        {
            // The bytes are intact, but not those of this version.
        }

        return valid;
    }

    private static void Read(BinaryReader record, Dictionary<string, FileResult> results)
    {
        string path = record.ReadString();
        long length = record.ReadInt64(), ticks = record.ReadInt64();
        string reason = record.ReadString(), warning = record.ReadString();
        var result = new FileResult(length, new DateTime(ticks, DateTimeKind.Utc), null,
            reason.Length == 0 ? null : reason, warning.Length == 0 ? null : warning);
        if (reason.Length == 0)
        {
            (StoredImage? image, ChannelMoments moments) = ReadImage(record);
            result = result with
            {
                Image = image,
                Moments = moments,
                Hash = ContentHash.From(record.ReadBytes(ContentHash.Length)),
                Checksum = record.ReadUInt32(),
                Scores = ReadScores(record),
                Look = ReadLook(record),
            };
        }

        results[path] = result;
    }

    private void Write(in StoredImage image, in ChannelMoments sums)
    {
        _writer.Write(image.Shard);
        _writer.Write(image.Offset);
        _writer.Write(image.Length);
        _writer.Write(image.Width);
        _writer.Write(image.Height);
        _writer.Write(image.Channels);
        _writer.Write(image.SourceWidth);
        _writer.Write(image.SourceHeight);
        Span<long> moments = stackalloc long[ChannelMoments.Count];
        sums.CopyTo(moments);
        foreach (long value in moments)
            _writer.Write(value);
    }

    private void Write(StrongBox<PerceptualHash>? look)
    {
        ReadOnlySpan<byte> bytes = look is null ? []
            : MemoryMarshal.AsBytes(new ReadOnlySpan<PerceptualHash>(ref look.Value));
        _writer.Write(bytes.Length);
        _writer.Write(bytes);
    }

    private static StrongBox<PerceptualHash>? ReadLook(BinaryReader reader)
    {
        byte[] bytes = reader.ReadBytes(reader.ReadInt32());
        return bytes.Length == Unsafe.SizeOf<PerceptualHash>()
            ? new StrongBox<PerceptualHash>(MemoryMarshal.Read<PerceptualHash>(bytes))
            : null;
    }

    private void Write(ImageScores? scores)
    {
        Span<float> values = stackalloc float[ImageScores.Count];
        values.Fill(float.NaN);
        scores?.CopyTo(values);
        foreach (float value in values)
            _writer.Write(value);
    }

    private static ImageScores? ReadScores(BinaryReader reader)
    {
        Span<float> values = stackalloc float[ImageScores.Count];
        foreach (ref float value in values)
            value = reader.ReadSingle();
        return ImageScores.From(values);
    }

    private static (StoredImage? Image, ChannelMoments Moments) ReadImage(BinaryReader reader)
    {
        int shard = reader.ReadInt32();
        long offset = reader.ReadInt64();
        int length = reader.ReadInt32();
        int width = reader.ReadInt32(), height = reader.ReadInt32(), channels = reader.ReadInt32();
        int sourceWidth = reader.ReadInt32(), sourceHeight = reader.ReadInt32();
        Span<long> moments = stackalloc long[ChannelMoments.Count];
        foreach (ref long value in moments)
            value = reader.ReadInt64();
        return (new StoredImage(shard, offset, length, width, height, channels, sourceWidth, sourceHeight),
            ChannelMoments.From(moments));
    }
}
