using AlexNetPS.Datasets;

namespace AlexNetPS.Inference.Samples;

/// <summary>Options of a contact sheet of chosen images.</summary>
public sealed record ImageSheetOptions
{
    /// <summary>Title; empty for none.</summary>
    public string Title { get; init; } = "";

    /// <summary>Images per row; 0 to choose by their number. A query and its neighbors are always a row.</summary>
    public int Columns { get; init; }

    /// <summary>Whether file names are below the images.</summary>
    public bool ShowFileNames { get; init; } = true;

    /// <summary>
    /// Dataset of the images, whose prepared pixels are shown: for images that are gone, or inside other files. Null:
    /// files, tars and Parquet files are read.
    /// </summary>
    public ImageNetDataset? Dataset { get; init; }

    /// <summary>Threads that read images; 0 for all processors.</summary>
    public int Threads { get; init; }

    internal void Check()
    {
        ArgumentNullException.ThrowIfNull(Title);
        ArgumentOutOfRangeException.ThrowIfNegative(Columns);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Columns, 100);
    }
}
