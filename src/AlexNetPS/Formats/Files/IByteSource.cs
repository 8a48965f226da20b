namespace AlexNetPS.Formats.Files;

/// <summary>Random-access bytes: a file, or a decoded or partial view of one.</summary>
internal interface IByteSource
{
    /// <summary>Length in bytes.</summary>
    long Length { get; }

    /// <summary>Canceled to stop reading.</summary>
    CancellationToken Stopping { get; }

    /// <summary>Fills a buffer from an offset.</summary>
    /// <exception cref="FormatException">The source is damaged or ends before the buffer is full.</exception>
    void Read(Span<byte> destination, long offset);

    /// <summary>Returns a reader for one thread that reads sequentially.</summary>
    IByteSource Reader() => this;
}
