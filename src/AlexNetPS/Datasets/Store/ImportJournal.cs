using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using AlexNetPS.Datasets.Health;

namespace AlexNetPS.Datasets.Store;

/// <summary>
/// Records per file what an import has prepared, so that an interrupted or killed import resumes. A record is written
/// after its pixels; a truncated record is dropped with everything after it.
/// </summary>
internal sealed class ImportJournal : IDisposable
{
    private const string Magic = "AlexNetPS import journal 4";
    private const byte EndOfRecord = 0xA5;
    private static readonly TimeSpan _flushInterval = TimeSpan.FromMilliseconds(250);

    private readonly BinaryWriter _writer;
    private long _lastFlush = Environment.TickCount64;

    private ImportJournal(FileStream stream) => _writer = new BinaryWriter(stream, Encoding.UTF8);

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
            journal._writer.Flush();
        }

        return journal;
    }

    /// <summary>Whether there is a journal of the same source and options.</summary>
    public static bool IsOf(string path, string identity)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            using var reader = new BinaryReader(stream, Encoding.UTF8);
            return reader.ReadString() == Magic && reader.ReadString() == identity;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException
            or ArgumentException)
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
                Write(result.Look);
            }

            _writer.Write(EndOfRecord);
            long now = Environment.TickCount64;
            if (now - _lastFlush >= _flushInterval.TotalMilliseconds)
            {
                _writer.Flush();
                _lastFlush = now;
            }
        }
    }

    public void Dispose() => _writer.Dispose();

    /// <returns>Length up to the last complete record; 0 if no record is valid.</returns>
    private static long ReadRecords(FileStream stream, string identity, Dictionary<string, FileResult> results)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        long valid = 0;
        try
        {
            if (stream.Length == 0 || reader.ReadString() != Magic || reader.ReadString() != identity)
                return 0;
            for (valid = stream.Position; valid < stream.Length; valid = stream.Position)
            {
                string path = reader.ReadString();
                long length = reader.ReadInt64(), ticks = reader.ReadInt64();
                string reason = reader.ReadString(), warning = reader.ReadString();
                (StoredImage? image, ChannelMoments sums) = reason.Length == 0 ? ReadImage(reader) : default;
                (ContentHash hash, uint checksum) = reason.Length == 0
                    ? (ContentHash.From(reader.ReadBytes(ContentHash.Length)), reader.ReadUInt32())
                    : default;
                StrongBox<PerceptualHash>? look = reason.Length == 0 ? ReadLook(reader) : null;
                if (reader.ReadByte() != EndOfRecord)
                    break;
                results[path] = new FileResult(length, new DateTime(ticks, DateTimeKind.Utc), image,
                    reason.Length == 0 ? null : reason, warning.Length == 0 ? null : warning, sums)
                {
                    Hash = hash,
                    Checksum = checksum,
                    Look = look,
                };
            }
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException or IOException or ArgumentException)
        {
            return valid;
        }

        return valid;
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
