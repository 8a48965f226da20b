using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Store;

/// <summary>A prepared store as a folder on disk: what it is of, and what it takes. Opens no image.</summary>
public sealed class ImageNetStore
{
    private readonly StorePaths _paths;
    private readonly StoreManifest? _manifest;

    private ImageNetStore(StorePaths paths)
    {
        _paths = paths;
        string[] folders = [.. StoreRemains.Of(paths)];
        HasUnfinishedImport = Directory.Exists(paths.Partial.Store);
        Size = folders.SelectMany(folder => new DirectoryInfo(folder).EnumerateFiles()).Sum(file => file.Length);
        LastUsed = StoreUse.Last(paths)?.ToLocalTime();
        if (File.Exists(paths.Manifest))
        {
            Created = File.GetLastWriteTime(paths.Manifest);
            (_manifest, Problem) = Read(paths);
        }

        Status = StoreRemains.IsHeld(paths) ? StoreStatus.Importing
            : _manifest is not null ? StoreStatus.Complete
            : Problem is not null ? StoreStatus.Damaged
            : StoreStatus.Unfinished;
    }

    /// <summary>Folder of the stores of imports without a CachePath.</summary>
    public static string DefaultFolder => UserData.Folder("datasets");

    /// <summary>Returns the stores in a folder, by name; a store's own folder is one store.</summary>
    /// <param name="path">A folder of stores, a store, or its dataset.json.</param>
    public static IReadOnlyList<ImageNetStore> Find(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        string folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.GetFileName(folder) == StorePaths.ManifestName)
            folder = Path.GetDirectoryName(folder)!;
        if (File.Exists(folder))
            throw new DatasetException($"'{folder}' is a file; the folder of a store, or one with stores, is needed.");
        if (StoreRemains.IsOfStore(folder))
            return new ReadableList<ImageNetStore>([Open(folder)]);
        return Directory.EnumerateDirectories(folder).Where(StoreRemains.IsOfStore).Select(StoreRemains.NameOf)
            .Distinct(FileNames.Comparer).Order(StringComparer.Ordinal)
            .Select(store => new ImageNetStore(new StorePaths(store))).ToReadable();
    }

    /// <summary>Returns the store of a folder, or of the folder of its unfinished import.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="DatasetException">It is not the folder of a store.</exception>
    public static ImageNetStore Open(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        string folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        return StoreRemains.IsOfStore(folder) ? new(new StorePaths(StoreRemains.NameOf(folder)))
            : throw new DatasetException($"'{folder}' is not the folder of a prepared store: a store has a file "
                + $"{StorePaths.ManifestName} of this module and no folders.");
    }

    /// <summary>Name of the dataset; that of the folder if it is not known.</summary>
    public string Name => TerminalText.OfLine(_manifest?.Name ?? Path.GetFileName(StorePath));

    /// <summary>The store's folder. It does not exist while only an unfinished import does.</summary>
    public string StorePath => _paths.Store;

    /// <summary>Folder, list or archive that was imported; null if it is not known.</summary>
    public string? SourcePath => _manifest is null ? null
        : _manifest.SourceFile is { } file ? Path.Combine(_manifest.Source, file)
        : _manifest.Source;

    /// <summary>Whether the source is still there; null if it is not known.</summary>
    public bool? SourceExists => SourcePath is null ? null : Path.Exists(SourcePath);

    /// <summary>State on disk.</summary>
    public StoreStatus Status { get; }

    /// <summary>Format of the images; null if it is not known, as are the following.</summary>
    public StoreFormat? StoreFormat => _manifest?.StoreFormat;

    /// <summary>Short side of the images in pixels.</summary>
    public int? ImageSize => _manifest?.ImageSize;

    /// <summary>Number of images.</summary>
    public int? Images => _manifest?.Images;

    /// <summary>Number of training images.</summary>
    public int? Train => _manifest?.Train;

    /// <summary>Number of validation images.</summary>
    public int? Validation => _manifest?.Validation;

    /// <summary>Number of test images.</summary>
    public int? Test => _manifest?.Test;

    /// <summary>Number of classes.</summary>
    public int? Classes => _manifest?.Classes.Count;

    /// <summary>
    /// Bytes on disk, with those of an unfinished import, of workers' parts and of previous versions still in use.
    /// </summary>
    public long Size { get; }

    /// <summary>When the last import wrote it, in local time; null if none has ended.</summary>
    public DateTime? Created { get; }

    /// <summary>
    /// When it was last opened as a dataset, in local time; null if that was not noted, as on a read-only disk.
    /// </summary>
    public DateTime? LastUsed { get; }

    /// <summary>Whether an import was interrupted, or is running now. The same import continues it.</summary>
    public bool HasUnfinishedImport { get; }

    /// <summary>Images that were selected; null if they are all of the source.</summary>
    public ImageSelection? Selection => _manifest?.Selection;

    /// <inheritdoc cref="ImageNetDataset.Sha256"/>
    public string? Sha256 => _manifest?.Sha256;

    /// <inheritdoc cref="ImageNetDataset.CacheKey"/>
    public string? CacheKey => _manifest?.CacheKey;

    /// <summary>Why it is damaged; null if it is not.</summary>
    public string? Problem { get; }

    /// <summary>
    /// Deletes the store, its unfinished import and the parts of workers. A folder is renamed first, so that no half of
    /// it is taken for a store.
    /// </summary>
    /// <exception cref="DatasetException">An import is writing it, or a program uses it (Windows).</exception>
    public void Delete()
    {
        try
        {
            using FileStream? held = StoreRemains.IsHeld(_paths) ? null : StoreLock.TryTake(_paths);
            if (held is null)
            {
                throw new DatasetException(
                    $"An import is writing the store '{StorePath}'; it was not deleted. Stop the import first.");
            }

            foreach (string folder in StoreRemains.Of(_paths).ToArray())
            {
                string aside = StoreRemains.IsAside(folder) ? folder : StoreRemains.NewAside(_paths);
                if (aside != folder)
                    Directory.Move(folder, aside);
                Directory.Delete(aside, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"The store '{StorePath}' cannot be deleted: {e.Message.TrimEnd('.')}. Close the "
                + "programs that use it, and check its permissions.", e);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => _manifest is null
        ? $"{Name}: {Status}"
        : $"{Name}: {_manifest.Images:N0} images, {_manifest.Classes.Count:N0} classes";

    private static (StoreManifest? Manifest, string? Problem) Read(StorePaths paths)
    {
        try
        {
            return (StoreManifest.Read(paths.Manifest), null);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return (null, e.Message);
        }
    }
}
