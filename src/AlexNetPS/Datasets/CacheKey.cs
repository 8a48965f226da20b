using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AlexNetPS.Datasets.Layouts;
using AlexNetPS.Datasets.Store;

namespace AlexNetPS.Datasets;

/// <summary>
/// Key of what decides the bytes of a store: <see cref="ImageNetDataset.CacheKey"/> states what it covers.
/// </summary>
internal static class CacheKey
{
    /// <summary>Key of the store that an import would write. All files are read.</summary>
    public static string? Of(DatasetSource source, FolderListing listing, ImportOptions options,
        Func<ImageReader> newReader)
    {
        ContentHash[] hashes = FileHashing.Of([.. ImageNetImporter.Candidates(listing)], newReader, options.Threads,
            CancellationToken.None);
        int[] positions = new int[listing.Files.Count];
        for (int file = 1; file < positions.Length; file++)
            positions[file] = positions[file - 1] + (listing.Files[file - 1].IsCandidate ? 1 : 0);
        StoreFormat format = StoreChoice.Make(source, listing, options).Format;
        return Of(listing, options with { StoreFormat = format }, file => hashes[positions[file]]);
    }

    /// <summary>
    /// SHA-256 of lines of UTF-8: the options; each class with its readable name; each file of the listing, also one
    /// that cannot be decoded, with its split ("-" if it is drawn), class, path, and SHA-256 ("-" if there is nothing
    /// to read) and properties.
    /// </summary>
    /// <param name="listing">The files.</param>
    /// <param name="options">The options, with the chosen format.</param>
    /// <param name="hashOf">Hash of a file by its position in the listing.</param>
    /// <returns>Hexadecimal digits; null if the hash of a file is unknown.</returns>
    public static string? Of(FolderListing listing, ImportOptions options, Func<int, ContentHash> hashOf)
    {
        using var key = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add($"store {StorePaths.FormatVersion}");
        Add($"images {options.ImageSize} {options.LongestSide} {options.Crop}");
        Add($"limits {options.Limits.MaximumPixels} {options.Limits.MaximumFileBytes}");
        Add(options.StoreFormat == StoreFormat.Shards
            ? $"shards {options.Quality} {options.ShardSize} {options.ShardImages}"
            : (FormattableString)$"pixels");
        Add($"split {options.ValidationFraction:R} {options.TestFraction:R} {options.Seed}");
        if (options.Grouping is { } grouping)
            Add($"groups\t{grouping.Column}\t{grouping.Pattern}\t{grouping.NearDuplicates}");
        if (listing.PropertyNames.Count > 0)
            Add($"properties\t{string.Join('\t', listing.PropertyNames)}");
        foreach (string name in listing.Classes)
            Add($"class\t{name}\t{listing.Descriptions.GetValueOrDefault(name)}");
        for (int i = 0; i < listing.Files.Count; i++)
        {
            SourceFile file = listing.Files[i];
            string hash = "-";
            if (file.IsCandidate)
            {
                ContentHash content = hashOf(i);
                if (!content.IsKnown)
                    return null;
                hash = content.ToString();
            }

            string properties = string.Concat(file.Properties?.Values.Select(value => $"\t{value}") ?? []);
            Add($"{file.FixedSplit?.ToString() ?? "-"}\t{file.ClassName}\t{file.RelativePath}\t{hash}{properties}");
        }

        return Convert.ToHexStringLower(key.GetHashAndReset());

        void Add(FormattableString line) =>
            key.AppendData(Encoding.UTF8.GetBytes(line.ToString(CultureInfo.InvariantCulture) + "\n"));
    }
}
