using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using AlexNetPS.Formats.Checksums;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Json;
using AlexNetPS.Inference.Neighbors;
using AlexNetPS.Recipes;

namespace AlexNetPS.Inference;

/// <summary>
/// FILE.json next to a file of embeddings: their origin, and facts of that file. It is deleted before the file is
/// replaced and written after it, so that an interrupted export leaves embeddings without an origin, never with a
/// wrong one.
/// </summary>
internal sealed record FeatureSidecar
{
    private const int LatestFormat = 1;
    private const long MaximumBytes = 1 << 20;

    public int FormatVersion { get; init; } = LatestFormat;

    public required FeatureOrigin Origin { get; init; }

    /// <summary>Number of embeddings in the file.</summary>
    public required int Count { get; init; }

    /// <summary>Values per embedding.</summary>
    public required int Length { get; init; }

    /// <summary>CRC-32C of the first embedding's values.</summary>
    public required string Checksum { get; init; }

    public static string PathOf(string path) => path + ".json";

    public static string ChecksumOf(ReadOnlySpan<float> values)
    {
        Crc32C checksum = default;
        checksum.Append(MemoryMarshal.AsBytes(values));
        return checksum.ToString();
    }

    public void Write(string path) =>
        FileReplacement.Write(PathOf(path), file => JsonSerializer.Serialize(file, this, RecipeFile.Json));

    /// <summary>Returns whether it describes these embeddings.</summary>
    public bool IsOf(FeatureSet set) => Count == set.Count && Length == set.Length
        && Checksum == ChecksumOf(set.Row(0));

    /// <summary>Reads FILE.json of a file of embeddings; null if there is none.</summary>
    /// <exception cref="FeatureFormatException">It cannot be used; the message states why and what to do.</exception>
    public static FeatureSidecar? Read(string path)
    {
        path = PathOf(path);
        try
        {
            if (!File.Exists(path))
                return null;
            using JsonDocument document = JsonDocument.Parse(InputFile.ReadText(path, MaximumBytes));
            if (JsonShape.Problems(document.RootElement, typeof(FeatureSidecar), RecipeFile.Json)
                .FirstOrDefault() is string problem)
            {
                throw new FormatException(problem.TrimEnd('.'));
            }

            FeatureSidecar sidecar =
                document.Deserialize<FeatureSidecar>(RecipeFile.Json) ?? throw new FormatException("it holds null");
            return sidecar.FormatVersion == LatestFormat
                ? sidecar
                : throw new FormatException(
                    $"it has format {sidecar.FormatVersion}, and format {LatestFormat} is known");
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is FormatException || JsonShape.IsInputError(e))
        {
            throw new FeatureFormatException($"'{path}' cannot be read as the description of embeddings: "
                + $"{JsonShape.Reason(e).TrimEnd('.')}. Export them again, or delete it to search without.", e);
        }
    }
}
