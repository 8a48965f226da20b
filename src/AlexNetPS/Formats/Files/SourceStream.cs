namespace AlexNetPS.Formats.Files;

/// <summary>A byte source as a stream, for decoders.</summary>
internal sealed class SourceStream(IByteSource source) : ForwardStream
{
    private long _position;

    public override long Length => source.Length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        int count = (int)Math.Min(buffer.Length, source.Length - _position);
        source.Read(buffer[..count], _position);
        _position += count;
        return count;
    }
}
