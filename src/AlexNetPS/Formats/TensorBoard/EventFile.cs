using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using AlexNetPS.Formats.Checksums;
using AlexNetPS.Formats.Protobuf;

namespace AlexNetPS.Formats.TensorBoard;

/// <summary>
/// A TensorBoard event file: records with their length and two checksums (TensorFlow's TFRecord). It grows by whole
/// records, so that TensorBoard can follow it; a killed process leaves at most one truncated record, which readers
/// skip.
/// </summary>
internal sealed class EventFile : IDisposable
{
    private const string Prefix = "events.out.tfevents.";
    private const int LengthBytes = sizeof(ulong), ChecksumBytes = sizeof(uint);

    private readonly FileStream _stream;

    /// <summary>Creates a file in a run's folder.</summary>
    public EventFile(string folder)
    {
        // Unbuffered: a record is one write and immediately visible to TensorBoard.
        _stream = new(Path.Combine(folder, NextName(folder)), FileMode.CreateNew, FileAccess.Write,
            FileShare.Read | FileShare.Delete, bufferSize: 0);
        Append(CurveEvent.Version());
    }

    /// <summary>Writes an event.</summary>
    public void Append(ProtobufWriter message)
    {
        ReadOnlySpan<byte> data = message.Written;
        byte[] record = new byte[LengthBytes + ChecksumBytes + data.Length + ChecksumBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(record, (ulong)data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(LengthBytes),
            MaskedChecksum(record.AsSpan(0, LengthBytes)));
        data.CopyTo(record.AsSpan(LengthBytes + ChecksumBytes));
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(record.Length - ChecksumBytes), MaskedChecksum(data));
        _stream.Write(record);
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    // TFRecord masks checksums: a CRC of data that contains CRCs is weak.
    private static uint MaskedChecksum(ReadOnlySpan<byte> bytes)
    {
        var checksum = new Crc32C();
        checksum.Append(bytes);
        return BitOperations.RotateRight(checksum.Value, 15) + 0xa282ead8;
    }

    // TensorBoard reads the files of a run in name order. The seconds must increase even if two sessions start in the
    // same second, or on machines whose clocks disagree.
    private static string NextName(string folder)
    {
        long last = Directory.EnumerateFiles(folder, Prefix + "*").Select(Seconds).DefaultIfEmpty().Max();
        long seconds = Math.Max(DateTimeOffset.UtcNow.ToUnixTimeSeconds(), last + 1);
        return string.Create(CultureInfo.InvariantCulture,
            $"{Prefix}{seconds:D10}.{Environment.MachineName}.{Environment.ProcessId}");
    }

    private static long Seconds(string path)
    {
        string text = Path.GetFileName(path)[Prefix.Length..].Split('.')[0];
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) ? seconds : 0;
    }
}
