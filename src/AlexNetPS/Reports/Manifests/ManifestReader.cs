using System.Text.Json;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Json;
using AlexNetPS.Formats.Text;
using AlexNetPS.Recipes;

namespace AlexNetPS.Reports.Manifests;

/// <summary>Reads manifest.json, which may come from anyone: size, fields, names and numbers are checked.</summary>
internal static class ManifestReader
{
    /// <summary>Bytes of a manifest, and files in it, that are read.</summary>
    public const int MaximumBytes = 16 << 20, MaximumFiles = 10_000;

    private const int HashDigits = 64;

    // The sum of all stays within 64 bits.
    private const long LargestFile = 1L << 48;

    /// <summary>Reads a manifest.</summary>
    /// <exception cref="ManifestException">It is none, or damaged; the message names file and field.</exception>
    public static FolderManifest Read(string path)
    {
        try
        {
            byte[] json = InputFile.ReadBytes(path, MaximumBytes);
            using (var document = JsonDocument.Parse(json))
            {
                RejectOther(document.RootElement);
                ThrowIfAny(JsonShape.Problems(document.RootElement, typeof(FolderManifest), RecipeFile.Json));
            }

            FolderManifest manifest = JsonSerializer.Deserialize<FolderManifest>(json, RecipeFile.Json)!;
            ThrowIfAny(Problems(manifest));
            return manifest;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException
            || JsonShape.IsInputError(e))
        {
            throw new ManifestException(
                $"'{path}' cannot be read as a manifest: {JsonShape.Reason(e).TrimEnd('.')}.", e);
        }
    }

    // First: another file of this name has other fields, and so may a newer format.
    private static void RejectOther(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("format", out JsonElement format)
            || format.ValueKind != JsonValueKind.String || !format.ValueEquals(FolderManifest.FormatName))
        {
            throw new FormatException("it was not written by Export-AlexNetModel -Card");
        }

        if (root.TryGetProperty("formatVersion", out JsonElement written) && written.ValueKind == JsonValueKind.Number
            && written.TryGetInt32(out int version) && version > FolderManifest.LatestFormat)
        {
            throw new FormatException(
                $"it was written by a newer AlexNetPS (format {version}, known is {FolderManifest.LatestFormat})");
        }
    }

    private static IEnumerable<string> Problems(FolderManifest manifest)
    {
        if (manifest.FormatVersion < 1)
            yield return $"formatVersion: {manifest.FormatVersion} is below 1";
        if (manifest.Files.Count > MaximumFiles)
            yield return $"files: {manifest.Files.Count:N0}; at most {MaximumFiles:N0} are read";
        // One of two names that differ in case only is lost on Windows.
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < manifest.Files.Count; i++)
        {
            ManifestFile file = manifest.Files[i];
            if (ManifestPath.Problem(file.Path) is string problem)
                yield return $"files[{i}].path: '{NameText.Truncate(file.Path)}' {problem}";
            else if (!names.Add(file.Path))
                yield return $"files[{i}].path: '{NameText.Truncate(file.Path)}' occurs twice, or differs in case only";
            if (file.Bytes is < 0 or > LargestFile)
                yield return $"files[{i}].bytes: {file.Bytes} is no size of a file";
            if (file.Sha256.Length != HashDigits || !file.Sha256.All(char.IsAsciiHexDigit))
                yield return $"files[{i}].sha256: is not {HashDigits} hexadecimal digits";
        }
    }

    private static void ThrowIfAny(IEnumerable<string> problems)
    {
        if (problems.FirstOrDefault() is string problem)
            throw new FormatException(problem);
    }
}
