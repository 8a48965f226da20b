using System.Text;

namespace AlexNetPS.Formats.Files;

/// <summary>
/// Bytes decoded sequentially: a compressed member or an encoded text. Keeps one position and no copy; a read before
/// that position decodes from the start, so each thread takes its own <see cref="Reader"/>.
/// </summary>
/// <param name="open">Opens the decoded stream at its first byte.</param>
/// <param name="length">Decoded length in bytes.</param>
/// <param name="stopping">Canceled to stop reading.</param>
internal sealed class SequentialBytes(Func<Stream> open, long length, CancellationToken stopping) : IByteSource
{
    // A pickle's strings and numbers are read in order; a few, such as keys in bytes, a second time.
    private const int MaximumPasses = 64;

    private const int PieceBytes = 1 << 16;

    private readonly Lock _lock = new();
    private Stream? _stream;
    private long _position, _decoded;

    public long Length => length;

    public CancellationToken Stopping => stopping;

    public IByteSource Reader() => new SequentialBytes(open, length, stopping);

    public void Read(Span<byte> destination, long offset)
    {
        lock (_lock)
        {
            try
            {
                if (_stream is null || offset < _position)
                    Restart();
                Skip(offset - _position);
                Decode(destination);
                if (_position == length)
                    Close();
            }
            catch (Exception e) when (e is InvalidDataException or DecoderFallbackException or EncoderFallbackException)
            {
                Close();
                throw new FormatException(
                    $"it is damaged: its encoded contents cannot be decoded ({e.Message.TrimEnd('.')})", e);
            }
        }
    }

    private void Restart()
    {
        if (_decoded / MaximumPasses > length + PieceBytes)
            throw new FormatException("it is damaged or hostile: reading it decodes the same bytes again and again");
        Close();
        _stream = open();
    }

    private void Close()
    {
        _stream?.Dispose();
        (_stream, _position) = (null, 0);
    }

    private void Skip(long count)
    {
        if (count == 0)
            return;
        byte[] piece = new byte[(int)Math.Min(count, PieceBytes)];
        for (; count > 0; count -= piece.Length)
            Decode(piece.AsSpan(0, (int)Math.Min(count, piece.Length)));
    }

    private void Decode(Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            stopping.ThrowIfCancellationRequested();
            int read = _stream!.Read(destination[..Math.Min(destination.Length, PieceBytes)]);
            if (read == 0)
            {
                throw new FormatException(
                    $"it is truncated or damaged: a part of it has {_position:N0} bytes and should have {length:N0}");
            }

            destination = destination[read..];
            _position += read;
            _decoded += read;
        }
    }
}
