using AlexNetPS.Datasets.Layouts;
using AlexNetPS.Datasets.Means;
using AlexNetPS.Datasets.Store.Shards;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Npy;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Store.Parts;

/// <summary>
/// The part of a dataset that one worker has prepared, as a folder on disk: <see cref="ImageNetImporter.Join"/> makes a
/// store of the parts of all workers.
/// </summary>
public sealed class ImageNetStorePart
{
    private readonly PartPaths _paths;
    private readonly string _store;
    private IReadOnlyList<SkippedFile>? _skipped;

    internal ImageNetStorePart(string folder)
    {
        _paths = new PartPaths(folder);
        if (!PartPaths.TryParse(folder, out string? store, out ImportWorker? worker))
        {
            throw new DatasetException($"'{folder}' is not the folder of a part: such a folder has a name as in "
                + "'photos-1a2b3c4d.part-3-of-16'.");
        }

        (_store, Worker) = (store, worker);
        Size = new DirectoryInfo(folder).EnumerateFiles().Sum(file => file.Length);
        if (File.Exists(_paths.Manifest))
            (Manifest, Problem) = Read();
        Status = StoreLock.IsHeld(_paths.Held) ? StoreStatus.Importing
            : Manifest is not null ? StoreStatus.Complete
            : Problem is not null ? StoreStatus.Damaged
            : StoreStatus.Unfinished;
    }

    /// <summary>
    /// Returns the parts of a path: a part's folder, a folder with parts, or a store's path, next to which they are.
    /// </summary>
    /// <param name="path">The path; of the store also if there is none yet.</param>
    /// <exception cref="DatasetException">There are no parts.</exception>
    public static IReadOnlyList<ImageNetStorePart> Find(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        string folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        string[] folders = PartPaths.TryParse(folder, out _, out _) && Directory.Exists(folder) ? [folder]
            : Directory.Exists(folder) && PartPaths.In(folder).ToArray() is { Length: > 0 } inside ? inside
            : [.. Beside(folder)];
        return folders.Length > 0
            ? folders.Select(part => new ImageNetStorePart(part)).ToReadable()
            : throw new DatasetException($"There are no parts of a dataset in '{folder}' or next to it: "
                + "Import-ImageNetFolder with -WorkerIndex and -WorkerCount prepares them, in the folder of its "
                + "-CachePath.");

        static IEnumerable<string> Beside(string store) => Path.GetDirectoryName(store) is { } parent
            && Directory.Exists(parent)
                ? PartPaths.In(parent).Where(part => PartPaths.TryParse(part, out string? of, out _)
                    && FileNames.Comparer.Equals(of, store))
                : [];
    }

    /// <summary>Name of the dataset; that of the folder if it is not known.</summary>
    public string Name => TerminalText.OfLine(
        Manifest is null ? Path.GetFileName(_store) : Manifest.Import.ToSource().Name);

    /// <summary>Number of the worker, from 0.</summary>
    public int WorkerIndex => Worker.Index;

    /// <summary>Number of workers.</summary>
    public int WorkerCount => Worker.Count;

    /// <summary>State on disk; parts are joined when all are complete.</summary>
    public StoreStatus Status { get; }

    /// <summary>Prepared images; null if it is not known, as are the following.</summary>
    public int? Images => Manifest?.Images;

    /// <summary>Files that were skipped because they cannot be read, with the reason.</summary>
    /// <exception cref="DatasetException">The part is damaged.</exception>
    public IReadOnlyList<SkippedFile>? Skipped => Manifest is null ? null : _skipped ??= RequireFiles()
        .Where(file => file.Result.Image is null)
        .Select(file => new SkippedFile(FileNames.Join(Manifest.Import.ToSource().Root, file.Source.RelativePath),
            file.Result.Reason!))
        .ToReadable();

    /// <summary>Format of the images.</summary>
    public StoreFormat? StoreFormat => Manifest?.Import.StoreFormat;

    /// <summary>Short side of the images in pixels.</summary>
    public int? ImageSize => Manifest?.Import.ImageSize;

    /// <summary>Folder, list or archive.</summary>
    public string? SourcePath => Manifest?.Import.Source;

    /// <summary>Warnings about the source.</summary>
    public IReadOnlyList<string>? Warnings => Manifest?.Import.Warnings.ToReadable();

    /// <summary>Bytes on disk.</summary>
    public long Size { get; }

    /// <summary>The part's folder.</summary>
    public string PartPath => _paths.Folder;

    /// <summary>Folder of the store that the parts become.</summary>
    public string StorePath => Manifest is null ? _store
        : Path.Combine(Path.GetDirectoryName(_store)!, Path.GetFileName(Manifest.Import.Store));

    /// <summary>Why it is damaged; null if it is not.</summary>
    public string? Problem { get; }

    internal ImportWorker Worker { get; }

    internal PartManifest? Manifest { get; }

    /// <summary>File of the images.</summary>
    internal string ImagesFile => StoreFormat == Store.StoreFormat.Shards ? _paths.Images.Loose : _paths.Images.Pixels;

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Worker}, {(Images is null ? $"{Status}" : $"{Images:N0} images")}";

    /// <summary>Returns the files with their results; null if they are damaged.</summary>
    internal PartFile[]? ReadFiles() => StoreReading.Try(_paths.Files, () =>
        ShardFiles.Checksum(_paths.Files) == Manifest!.FilesChecksum
            ? PartFile.ReadAll(_paths.Files, Manifest.Import.Properties)
            : null);

    /// <summary>Returns the files with their results.</summary>
    /// <exception cref="DatasetException">They are damaged.</exception>
    internal PartFile[] RequireFiles() => ReadFiles() ?? throw Damage($"'{_paths.Files}' is missing or damaged");

    /// <summary>Returns the sums of training images; null if there are none.</summary>
    /// <exception cref="DatasetException">They are damaged.</exception>
    internal PixelSums? ReadSums() => Manifest!.SumsChecksum is not { } checksum ? null
        : StoreReading.Try(_paths.Sums, () =>
        {
            if (ShardFiles.Checksum(_paths.Sums) != checksum)
                return null;
            long[] sums = NpyFile.Read<long>(_paths.Sums, "<i8", out long[] shape);
            return new PixelSums(new MeanFrame((int)shape[1], (int)shape[0], (int)shape[2]), sums);
        }) ?? throw Damage($"'{_paths.Sums}' is missing or damaged");

    /// <summary>The error of a damaged part.</summary>
    internal DatasetException Damage(string what) =>
        new($"{what}. Import the part of worker {WorkerIndex} again with Force, then join the parts.");

    /// <summary>Deletes the part, its manifest first.</summary>
    internal void Delete()
    {
        _paths.Clear();
        Directory.Delete(PartPath, recursive: true);
    }

    private (PartManifest? Manifest, string? Problem) Read()
    {
        try
        {
            PartManifest manifest = PartManifest.Read(_paths.Manifest);
            return manifest.Worker == Worker ? (manifest, null)
                : (null, $"'{_paths.Manifest}' is of {manifest.Worker}, but its folder of {Worker}.");
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return (null, e.Message);
        }
    }
}
