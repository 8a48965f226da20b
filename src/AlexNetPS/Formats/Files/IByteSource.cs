namespace AlexNetPS.Formats.Files;

/// <summary>Bytes that are read at positions: a file, or part of one in another form.</summary>
internal interface IByteSource
{
    /// <summary>Bytes.</summary>
    long Length { get; }

    /// <summary>Canceled when the reading is no longer wanted.</summary>
    CancellationToken Stopping { get; }

    /// <summary>Fills a buffer.</summary>
    /// <exception cref="FormatException">The source ends before, or is damaged.</exception>
    void Read(Span<byte> destination, long offset);

    /// <summary>A reader for one thread that reads from front to back.</summary>
    IByteSource Reader() => this;
}
