namespace AlexNetPS.Datasets.Export;

/// <summary>Options of an export.</summary>
public sealed record ExportOptions
{
    /// <summary>Form of the export.</summary>
    public ExportFormat Format { get; init; }

    /// <summary>The folder to write; of <see cref="ExportFormat.Csv"/> the file.</summary>
    public required string OutputPath { get; init; }

    /// <summary>Which pixels are written. Default: the files of the source.</summary>
    public PreparedImages Prepared { get; init; }

    /// <summary>JPEG quality of prepared images, 1 to 100. Default: 90.</summary>
    public int Quality { get; init; } = 90;

    /// <summary>Size in bytes at which a tar or a Parquet file is full. Default: 256 MiB.</summary>
    public long ShardSize { get; init; } = 256L << 20;

    /// <summary>Threads that read and encode images; 0 for one per processor.</summary>
    public int Threads { get; init; }

    internal void Check()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(OutputPath);
        ArgumentOutOfRangeException.ThrowIfLessThan(ShardSize, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
        if (Quality is < 1 or > 100)
            throw new ArgumentOutOfRangeException(nameof(Quality), Quality, "Quality (JPEG) must be 1 to 100.");
        if (Format == ExportFormat.Csv && Prepared != PreparedImages.None)
        {
            throw new ArgumentException("A list names the files of the source, so it cannot contain prepared images. "
                + "Omit Prepared, or use another Format.", nameof(Prepared));
        }
    }
}
