using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AlexNetPS.Formats.Files;

namespace AlexNetPS.Datasets.Store;

/// <summary>Where the prepared store of a folder lies, and the files in it.</summary>
/// <param name="Store">The store's folder.</param>
internal sealed record StorePaths(string Store)
{
    public const int FormatVersion = 2;

    public string Manifest => Path.Combine(Store, "dataset.json");

    public string Index => Path.Combine(Store, "index.csv");

    public string Pixels => Path.Combine(Store, "pixels.npy");

    /// <summary>JPEGs that an import has prepared and not yet put into shards.</summary>
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

    /// <summary>The mean image; written last, and made anew by the next import where it is missing.</summary>
    public string Mean => Path.Combine(Store, "mean.npy");

    public string Journal => Path.Combine(Store, "import.journal");

    /// <summary>The folder that an import fills before it takes the store's name.</summary>
    public StorePaths Partial => new(Store + ".partial");

    /// <summary>Held open by the import that works on the store.</summary>
    public string Lock => Store + ".lock";

    /// <summary>
    /// The store of a source folder: its name, and a short hash of its full path and of the size options.
    /// </summary>
    public static StorePaths For(string root, ImportOptions options)
    {
        string parent = options.CachePath is { Length: > 0 } path ? Path.GetFullPath(path) : DefaultParent();
        string identity = string.Create(CultureInfo.InvariantCulture,
            $"{FormatVersion}|{FileNames.Key(root)}|{options.ImageSize}|{options.LongestSide}|{options.Crop}|{options.StoreFormat}");
        if (options.StoreFormat == StoreFormat.Shards)
        {
            identity += string.Create(CultureInfo.InvariantCulture,
                $"|{options.Quality}|{options.ShardSize}|{options.ShardImages}");
        }

        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)))[..8];
        return new StorePaths(Path.Combine(parent, $"{SafeName(root)}-{hash}"));
    }

    private static string DefaultParent()
    {
        string local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData,
            Environment.SpecialFolderOption.DoNotVerify);
        return Path.Combine(local.Length > 0 ? local : Path.GetTempPath(), "AlexNetPS", "datasets");
    }

    /// <summary>Brackets and stars in a folder's name would be wildcards in PowerShell.</summary>
    private static string SafeName(string root)
    {
        var name = new string([.. Path.GetFileName(root)
            .Select(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_').Take(60)]);
        return name.Length == 0 ? "dataset" : name;
    }
}
