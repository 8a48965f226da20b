namespace AlexNetPS.Datasets.Layouts;

/// <summary>Contents of a folder, list or archive.</summary>
/// <param name="Layout">Description of the layout.</param>
/// <param name="Files">All files of the classes, in ordinal order of their relative paths.</param>
/// <param name="Classes">
/// Class names in the order of their labels; those of the training part if there are parts.
/// </param>
/// <param name="Warnings">Warnings for the user.</param>
internal sealed record FolderListing(string Layout, IReadOnlyList<SourceFile> Files, IReadOnlyList<string> Classes,
    List<string> Warnings)
{
    /// <summary>Readable names by class name, if any.</summary>
    public IReadOnlyDictionary<string, string> Descriptions { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// New name of each class that was merged or renamed, null for one that was dropped; null without a class map.
    /// </summary>
    public IReadOnlyDictionary<string, string?>? ClassMap { get; init; }

    /// <summary>
    /// Images by label as it is written in a list, with the blanks around it; null for other layouts.
    /// </summary>
    public IReadOnlyDictionary<string, int>? Spellings { get; init; }

    /// <summary>Names of the properties of all images; empty if there are none.</summary>
    public IReadOnlyList<string> PropertyNames { get; init; } = [];

    /// <summary>Shape of all images if the format fixes it; such images keep it.</summary>
    public ImageShape? Shape { get; init; }

    /// <summary>Creates a reader for one thread; null for image files.</summary>
    public Func<ImageReader>? NewReader { get; init; }
}

/// <summary>Size of an image.</summary>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Channels">1 or 3.</param>
internal readonly record struct ImageShape(int Width, int Height, int Channels)
{
    public int Bytes => Width * Height * Channels;
}
