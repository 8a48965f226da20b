using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using AlexNetPS.Formats.Json;
using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets.Store;

/// <summary>
/// dataset.json: facts of the whole store. Written last; a store without it is not complete.
/// </summary>
internal sealed record StoreManifest
{
    private static readonly JsonSerializerOptions _json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    public string Format { get; init; } = "AlexNetPS dataset";

    public int FormatVersion { get; init; } = StorePaths.FormatVersion;

    public required string Name { get; init; }

    public required string Source { get; init; }

    public required string Layout { get; init; }

    public required StoreFormat StoreFormat { get; init; }

    /// <summary>Reason for this format.</summary>
    public required string StoreFormatReason { get; init; }

    /// <summary>Changes when the pixels are rewritten; stays when a later import appends to them.</summary>
    public required Guid PixelsId { get; init; }

    public required ImageCrop Crop { get; init; }

    /// <summary>Names of the tar files, in order; none for raw pixels.</summary>
    public required IReadOnlyList<string> Shards { get; init; }

    /// <summary>
    /// CRC-32C of the tar files, in hexadecimal; null in a store of an earlier version, and for raw pixels.
    /// </summary>
    public IReadOnlyList<string>? ShardChecksums { get; init; }

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

    public required double ValidationFraction { get; init; }

    public required double TestFraction { get; init; }

    public required ulong Seed { get; init; }

    public required int Images { get; init; }

    public required int Train { get; init; }

    public required int Validation { get; init; }

    public required int Test { get; init; }

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
            && Seed == options.Seed;

    public static IReadOnlyList<string?>? DescriptionsOf(IReadOnlyList<string> classes, IReadOnlyDictionary<string,
        string> descriptions) =>
        descriptions.Count == 0 ? null : [.. classes.Select(descriptions.GetValueOrDefault)];

    public void Write(Stream file) => JsonSerializer.Serialize(file, this, _json);

    /// <exception cref="InvalidDataException">Not such a file, or of a newer version.</exception>
    public static StoreManifest Read(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            StoreManifest manifest = JsonSerializer.Deserialize<StoreManifest>(file, _json)
                ?? throw new InvalidDataException($"'{path}' is empty.");
            return manifest.FormatVersion == StorePaths.FormatVersion
                ? manifest
                : throw new InvalidDataException(
                    $"'{path}' is of format version {manifest.FormatVersion}; this is {StorePaths.FormatVersion}.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"'{path}' cannot be read: {JsonShape.Reason(e)}", e);
        }
    }
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
internal sealed record SkippedEntry(string Path, string Reason, long Size, DateTime Modified);
