using System.IO.Compression;

namespace AlexNetPS.Formats.Files;

/// <summary>Decompresses a gzip file and, at its end, makes sure that the file is whole.</summary>
/// <remarks>
/// <see cref="GZipStream"/> checks the checksum that is there, but takes a file that was cut off for one that ends. So
/// another member follows the file: if it is not the end of what comes out, the file's own last member had no end.
/// </remarks>
internal sealed class GzipReader : ForwardStream
{
    private static readonly byte[] _mark = "whole to its end"u8.ToArray(), _member = Compress(_mark);

    private readonly GZipStream _gzip;
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _start, _filled;
    private bool _ended;

    /// <param name="packed">The compressed file; disposed with this stream.</param>
    public GzipReader(Stream packed) =>
        _gzip = new GZipStream(new Continued(packed, _member), CompressionMode.Decompress);

    /// <summary>Whether a file starts as gzip does, whatever its name. Its position stays.</summary>
    public static bool IsGzip(Stream file)
    {
        Span<byte> magic = stackalloc byte[2];
        int read = file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        file.Position -= read;
        return read == 2 && magic.SequenceEqual((ReadOnlySpan<byte>)[0x1F, 0x8B]);
    }

    /// <summary>Reads decompressed bytes. The last one is not handed out before the checksum was right.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or cut off.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (_filled - _start <= _mark.Length && !_ended)
            Fill();
        int count = Math.Min(buffer.Length, _filled - _start - _mark.Length);
        _buffer.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _gzip.Dispose();
        base.Dispose(disposing);
    }

    private void Fill()
    {
        _buffer.AsSpan(_start, _filled - _start).CopyTo(_buffer);
        (_start, _filled) = (0, _filled - _start);
        int read;
        try
        {
            read = _gzip.Read(_buffer, _filled, _buffer.Length - _filled);
        }
        catch (InvalidDataException e)
        {
            // Its text is about archive entries.
            throw new InvalidDataException("its compressed data is damaged or cut off", e);
        }

        _filled += read;
        _ended = read == 0;
        if (_ended && !_buffer.AsSpan(0, _filled).EndsWith(_mark))
            throw new InvalidDataException("its compressed data is cut off, or other bytes follow it");
    }

    private static byte[] Compress(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    /// <summary>A stream with bytes behind its end.</summary>
    private sealed class Continued(Stream file, ReadOnlyMemory<byte> more) : ForwardStream
    {
        private ReadOnlyMemory<byte> _more = more;

        public override int Read(Span<byte> buffer)
        {
            int read = file.Read(buffer);
            if (read > 0 || buffer.IsEmpty)
                return read;
            read = Math.Min(buffer.Length, _more.Length);
            _more.Span[..read].CopyTo(buffer);
            _more = _more[read..];
            return read;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                file.Dispose();
            base.Dispose(disposing);
        }
    }
}
