namespace AlexNetPS.Formats.Files;

/// <summary>A section of a byte source.</summary>
/// <param name="source">The whole source.</param>
/// <param name="start">First byte.</param>
/// <param name="length">Length in bytes.</param>
internal sealed class SourcePart(IByteSource source, long start, long length) : IByteSource
{
    public long Length => length;

    public CancellationToken Stopping => source.Stopping;

    public IByteSource Reader() => new SourcePart(source.Reader(), start, length);

    public void Read(Span<byte> destination, long offset)
    {
        if (offset < 0 || offset > length - destination.Length)
        {
            throw new FormatException(
                $"it is truncated or damaged: a part of it ends at byte {length:N0}, and byte "
                    + $"{offset + destination.Length:N0} is needed");
        }

        source.Read(destination, start + offset);
    }
}
