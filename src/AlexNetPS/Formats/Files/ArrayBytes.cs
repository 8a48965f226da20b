namespace AlexNetPS.Formats.Files;

/// <summary>Bytes in memory as a byte source.</summary>
internal sealed class ArrayBytes(ReadOnlyMemory<byte> bytes) : IByteSource
{
    public long Length => bytes.Length;

    public CancellationToken Stopping => CancellationToken.None;

    public void Read(Span<byte> destination, long offset)
    {
        if (offset < 0 || offset > Length - destination.Length)
            throw new FormatException($"it is damaged: a part of it ends at byte {Length:N0}");
        bytes.Span.Slice((int)offset, destination.Length).CopyTo(destination);
    }
}
