using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using AlexNetPS.Datasets.Store.Edits;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Json;
using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets.Store;

/// <summary>
/// dataset.json: facts of the whole store. Written last; a store without it is not complete.
/// </summary>
internal sealed record StoreManifest
{
    public const string FormatName = "AlexNetPS dataset";

    /// <summary>Largest file that is read: one with a line for each of a million skipped files.</summary>
    public const long MaximumBytes = 256 << 20;

    private static readonly JsonSerializerOptions _json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    public string Format { get; init; } = FormatName;

    public int FormatVersion { get; init; } = StorePaths.FormatVersion;

    public required string Name { get; init; }

    public required string Source { get; init; }

    public required string Layout { get; init; }

    public required StoreFormat StoreFormat { get; init; }

    /// <summary>Reason for this format.</summary>
    public required string StoreFormatReason { get; init; }

    /// <summary>
    /// From places and checksums of the images when the pixels were written; stays when a later import appends to them.
    /// </summary>
    public required Guid PixelsId { get; init; }

    public required ImageCrop Crop { get; init; }

    /// <summary>Names of the tar files, in order; none for raw pixels.</summary>
    public required IReadOnlyList<string> Shards { get; init; }

    /// <summary>
    /// CRC-32C of the tar files, in hexadecimal; null in a store of an earlier version, and for raw pixels.
    /// </summary>
    public IReadOnlyList<string>? ShardChecksums { get; init; }

    /// <summary>CRC-32C of scores.npy, in hexadecimal; null in a store of an earlier version.</summary>
    public string? ScoresChecksum { get; init; }

    /// <summary>
    /// SHA-256 of names, labels, splits and files (<see cref="DatasetHash"/>); null if that of a file is not known.
    /// </summary>
    public string? Sha256 { get; init; }

    /// <summary>Name of the list or archive in the source folder; null if the folder itself was imported.</summary>
    public string? SourceFile { get; init; }

    public required DecodeLimits Limits { get; init; }

    public required int ImageSize { get; init; }

    public required int MaximumSide { get; init; }

    public required int Channels { get; init; }

    /// <summary>
    /// Size at which a shard is full, in bytes; null for raw pixels, and in a store of an earlier version.
    /// </summary>
    public long? ShardSize { get; init; }

    /// <summary>Images at which a shard is full; null as above.</summary>
    public int? ShardImages { get; init; }

    public required double ValidationFraction { get; init; }

    public required double TestFraction { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>Rows of the index: the images of all splits and those that repairs dropped.</summary>
    public required int Images { get; init; }

    public required int Train { get; init; }

    public required int Validation { get; init; }

    public required int Test { get; init; }

    /// <summary>Images that repairs dropped.</summary>
    public int Dropped { get; init; }

    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>
    /// Readable names in the order of the classes, each null for a class without one; null if no class has one.
    /// </summary>
    public IReadOnlyList<string?>? Descriptions { get; init; }

    /// <summary>
    /// New name of each class of the source that was merged or renamed, null for one that was dropped; null without a
    /// class map.
    /// </summary>
    public IReadOnlyDictionary<string, string?>? ClassMap { get; init; }

    /// <summary>What makes groups; null without groups. The groups are in index.csv.</summary>
    public GroupingOptions? Grouping { get; init; }

    /// <summary>
    /// Splits that were drawn, as opposed to parts of the source; null in a store of an earlier version.
    /// </summary>
    public IReadOnlyList<SplitName>? DrawnSplits { get; init; }

    /// <summary>Names of the properties in index.csv, after all other columns; null without any.</summary>
    public IReadOnlyList<string>? Properties { get; init; }

    /// <summary>Which images of the source were taken; null for all.</summary>
    public ImageSelection? Selection { get; init; }

    /// <summary>
    /// Key of contents and options (<see cref="Datasets.CacheKey"/>); null in a store of an earlier version.
    /// </summary>
    public string? CacheKey { get; init; }

    /// <summary>Repairs of this store, the oldest first; null if there are none.</summary>
    public IReadOnlyList<StoreEdit>? Edits { get; init; }

    /// <summary>Images that corrections relabeled or dropped; null without corrections.</summary>
    public int? Corrections { get; init; }

    public required DatasetStatistics Statistics { get; init; }

    /// <summary>File of the mean image.</summary>
    public string MeanImage { get; init; } = "mean.npy";

    /// <summary>
    /// Identity of each archive, by relative path, to detect changes; null if there are none.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Archives { get; init; }

    public required IReadOnlyList<SkippedEntry> Skipped { get; init; }

    public required IReadOnlyList<WarnedEntry> FileWarnings { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }

    public bool HasSplitOf(ImportOptions options) =>
        ValidationFraction == options.ValidationFraction && TestFraction == options.TestFraction
            && Seed == options.Seed && Grouping == options.Grouping;

    public static IReadOnlyList<string?>? DescriptionsOf(IReadOnlyList<string> classes, IReadOnlyDictionary<string,
        string> descriptions) =>
        descriptions.Count == 0 ? null : [.. classes.Select(descriptions.GetValueOrDefault)];

    /// <summary>Repairs of a store; empty if there is none, or it is damaged.</summary>
    /// <exception cref="DatasetException">The file cannot be read.</exception>
    public static IReadOnlyList<StoreEdit> EditsOf(StorePaths paths) =>
        StoreReading.Try(paths.Manifest, () => Read(paths.Manifest).Edits) ?? [];

    public void Write(Stream file) => JsonSerializer.Serialize(file, this, _json);

    /// <exception cref="InvalidDataException">Not such a file, or of a newer version.</exception>
    public static StoreManifest Read(string path)
    {
        try
        {
            string text = InputFile.ReadText(path, MaximumBytes);
            StoreManifest manifest = JsonSerializer.Deserialize<StoreManifest>(text, _json)
                ?? throw new InvalidDataException($"'{path}' is empty.");
            if (manifest.FormatVersion != StorePaths.FormatVersion)
            {
                throw new InvalidDataException(
                    $"'{path}' is of format version {manifest.FormatVersion}; this is {StorePaths.FormatVersion}.");
            }

            return manifest.Problem() is { } problem
                ? throw new InvalidDataException($"'{path}' is damaged: {problem}.")
                : manifest;
        }
        catch (Exception e) when (e is FormatException || JsonShape.IsInputError(e))
        {
            throw new InvalidDataException($"'{path}' cannot be read: {JsonShape.Reason(e)}", e);
        }
    }

    /// <summary>Returns what another program has made of the file that cannot be; null for nothing.</summary>
    private string? Problem() => Missing() is { } name ? $"it has no {name}"
        : Classes.Any(one => one is null) || Classes.Distinct(StringComparer.Ordinal).Count() != Classes.Count
            ? "a class has no name or that of another"
        : Descriptions is { } descriptions && descriptions.Count != Classes.Count
            ? $"it has {descriptions.Count} descriptions for {Classes.Count} classes"
        : Shards.Any(one => one is null) || ShardChecksums is { } sums && (sums.Count != Shards.Count
            || sums.Any(one => one is null)) ? "a shard has no name or no checksum"
        : Skipped.Any(entry => entry is not { Path: not null, Reason: not null })
            ? "a skipped file lacks its path or reason"
        : FileWarnings.Any(entry => entry is not { Path: not null, Warning: not null })
            ? "a warning about a file lacks its path or text"
        : Warnings.Any(one => one is null) ? "a warning is missing"
        : Properties?.Any(one => one is null) == true ? "a property has no name"
        : Edits?.Any(edit => edit is not { Path: not null, Sha256: not null, Reason: not null }) == true
            ? "a repair lacks its path, sha256 or reason"
        : Math.Min(Math.Min(Train, Validation), Math.Min(Test, Dropped)) < 0
            || (long)Train + Validation + Test + Dropped != Images ? "its numbers of images do not add up"
        : Channels is not (1 or 3) ? $"an image has no {Channels} channels"
        : ImageSize < 1 || MaximumSide < 1 ? "the size of its images is not positive"
        : ShardSize < 1 || ShardImages < 1 ? "the size of its shards is not positive"
        : StoreFormat is not (StoreFormat.Npy or StoreFormat.Shards) ? $"storeFormat is {StoreFormat}"
        : !Enum.IsDefined(Crop) ? $"crop is {Crop}"
        : Statistics.Problem(Channels);

    /// <summary>Returns the first field that is null, although the serializer demands it.</summary>
    private string? Missing() => ((string Name, object? Value)[])
        [("name", Name), ("source", Source), ("layout", Layout), ("storeFormatReason", StoreFormatReason),
            ("shards", Shards), ("limits", Limits), ("classes", Classes), ("statistics", Statistics),
            ("skipped", Skipped), ("fileWarnings", FileWarnings), ("warnings", Warnings)]
        is var fields && Array.Find(fields, field => field.Value is null) is { Name: { } name } ? name : null;
}

/// <summary>A file that was read with a warning.</summary>
/// <param name="Path">Relative path.</param>
/// <param name="Warning">The warning.</param>
internal sealed record WarnedEntry(string Path, string Warning);

/// <summary>A skipped file, as stored.</summary>
/// <param name="Path">Relative path.</param>
/// <param name="Reason">Why.</param>
/// <param name="Size">Bytes; <see cref="FileResult.TryAgain"/> if the reason may be temporary.</param>
/// <param name="Modified">Last change.</param>
/// <param name="Sha256">SHA-256 of the file in hexadecimal; null if it was not read, and in an earlier version.</param>
internal sealed record SkippedEntry(string Path, string Reason, long Size, DateTime Modified, string? Sha256 = null);
