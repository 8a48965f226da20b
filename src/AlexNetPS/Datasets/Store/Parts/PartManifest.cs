using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Json;

namespace AlexNetPS.Datasets.Store.Parts;

/// <summary>part.json: facts of a worker's part. Written last; a part without it is not complete.</summary>
internal sealed record PartManifest
{
    private const string FormatName = "AlexNetPS part of a dataset";
    private const int CurrentVersion = 1;

    public static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        RespectNullableAnnotations = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    public string Format { get; init; } = FormatName;

    public int FormatVersion { get; init; } = CurrentVersion;

    public required ImportWorker Worker { get; init; }

    /// <summary>Prepared images.</summary>
    public required int Images { get; init; }

    /// <summary>Files that could not be read.</summary>
    public required int Skipped { get; init; }

    /// <summary>Whether a file could not be read for a reason that may pass.</summary>
    public required bool TryAgain { get; init; }

    /// <summary>CRC-32C of files.bin, in hexadecimal.</summary>
    public required string FilesChecksum { get; init; }

    /// <summary>CRC-32C of sums.npy, in hexadecimal; null if there are no sums.</summary>
    public required string? SumsChecksum { get; init; }

    public required JointImport Import { get; init; }

    public void Write(Stream file) => JsonSerializer.Serialize(file, this, Json);

    /// <exception cref="InvalidDataException">Not such a file, or of another version.</exception>
    public static PartManifest Read(string path)
    {
        try
        {
            string text = InputFile.ReadText(path, StoreManifest.MaximumBytes);
            PartManifest? manifest = JsonSerializer.Deserialize<PartManifest>(text, Json);
            return manifest is { Format: FormatName, FormatVersion: CurrentVersion, Worker: not null, Import: not null }
                ? manifest
                : throw new InvalidDataException($"'{path}' is not of a part, or of one of another version.");
        }
        catch (Exception e) when (e is FormatException || JsonShape.IsInputError(e))
        {
            throw new InvalidDataException($"'{path}' cannot be read: {JsonShape.Reason(e)}", e);
        }
    }
}
