namespace AlexNetPS.Datasets.Layouts;

/// <summary>What a look at a folder, list or archive found.</summary>
/// <param name="Layout">The layout in words, for the report.</param>
/// <param name="Files">Every file of a class, in ordinal order of their relative paths.</param>
/// <param name="Classes">Class names; the training part's where there are parts. Their order is that of the
/// labels.</param>
/// <param name="Warnings">What a person should know.</param>
internal sealed record FolderListing(string Layout, IReadOnlyList<SourceFile> Files, IReadOnlyList<string> Classes,
    List<string> Warnings)
{
    /// <summary>Readable names of classes, where there are some beside the class names.</summary>
    public IReadOnlyDictionary<string, string> Descriptions { get; init; } = new Dictionary<string, string>();

    /// <summary>The shape that all images have, where the layout's format fixes it; such images keep it.</summary>
    public ImageShape? Shape { get; init; }

    /// <summary>Makes a reader for one thread, given the folder; null for image files.</summary>
    public Func<ImageReader>? NewReader { get; init; }
}

/// <summary>Size of an image.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Channels">1 or 3.</param>
internal readonly record struct ImageShape(int Width, int Height, int Channels)
{
    public int Bytes => Width * Height * Channels;
}
