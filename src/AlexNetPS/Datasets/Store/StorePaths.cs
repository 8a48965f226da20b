using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AlexNetPS.Formats.Files;

namespace AlexNetPS.Datasets.Store;

/// <summary>Paths of a folder's prepared store and of the files in it.</summary>
/// <param name="Store">The store's folder.</param>
internal sealed record StorePaths(string Store)
{
    public const int FormatVersion = 2;

    public const string ManifestName = "dataset.json";

    public string Manifest => Path.Combine(Store, ManifestName);

    public string Index => Path.Combine(Store, "index.csv");

    public string Pixels => Path.Combine(Store, "pixels.npy");

    /// <summary>JPEGs that an import has prepared but not yet written to shards.</summary>
    public string Loose => Path.Combine(Store, "loose.bin");

    /// <summary>Shard, offset and length of each image.</summary>
    public string Members => Path.Combine(Store, "members.npy");

    public string Offsets => Path.Combine(Store, "offsets.npy");

    public string Shapes => Path.Combine(Store, "shapes.npy");

    public string Labels => Path.Combine(Store, "labels.npy");

    public string Moments => Path.Combine(Store, "moments.npy");

    /// <summary>SHA-256 of each image's file; missing in a store of an earlier version.</summary>
    public string Hashes => Path.Combine(Store, "sha256.npy");

    /// <summary>CRC-32C of each image's stored bytes; missing in a store of an earlier version.</summary>
    public string Checksums => Path.Combine(Store, "crc32c.npy");

    /// <summary>
    /// Perceptual hash of each image, in the form of this version; only in a store with near duplicates as groups.
    /// </summary>
    public string Looks => Path.Combine(Store, "looks.npy");

    /// <summary>The mean image. Written last; the next import recreates it if it is missing.</summary>
    public string Mean => Path.Combine(Store, "mean.npy");

    public string Journal => Path.Combine(Store, "import.journal");

    /// <summary>The folder that an import fills before it is renamed to the store.</summary>
    public StorePaths Partial => new(Store + ".partial");

    /// <summary>Held open by the import that writes the store.</summary>
    public string Lock => Store + ".lock";

    /// <summary>
    /// Returns the store of a source: its name, and a short hash of its full path or paths and the size options.
    /// </summary>
    public static StorePaths For(Layouts.DatasetSource source, ImportOptions options) =>
        For(source.Path, options, source.Identity);

    /// <summary>Returns the store of a source folder.</summary>
    public static StorePaths For(string root, ImportOptions options) => For(root, options, root);

    private static StorePaths For(string root, ImportOptions options, string source)
    {
        string parent =
            options.CachePath is { Length: > 0 } path ? Path.GetFullPath(path) : UserData.Folder("datasets");
        string identity = string.Create(CultureInfo.InvariantCulture,
            $"{FormatVersion}|{FileNames.Key(source)}|{options.ImageSize}|{options.LongestSide}|{options.Crop}|"
            + $"{options.StoreFormat}");
        if (options.StoreFormat == StoreFormat.Shards)
        {
            identity += string.Create(CultureInfo.InvariantCulture,
                $"|{options.Quality}|{options.ShardSize}|{options.ShardImages}");
        }

        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)))[..8];
        return new StorePaths(Path.Combine(parent, $"{SafeName(root)}-{hash}"));
    }

    /// <summary>Brackets and asterisks in a folder name would be wildcards in PowerShell.</summary>
    private static string SafeName(string root)
    {
        var name = new string([.. Path.GetFileName(root)
            .Select(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_').Take(60)]);
        return name.Length == 0 ? "dataset" : name;
    }
}
