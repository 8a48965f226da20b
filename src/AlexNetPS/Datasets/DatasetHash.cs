using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AlexNetPS.Datasets.Store;

namespace AlexNetPS.Datasets;

/// <summary>Hash of everything a model is trained on: names, labels, splits and contents of all images.</summary>
internal static class DatasetHash
{
    /// <summary>
    /// SHA-256 of one line of UTF-8 per image in the order of the index: split, label, class, path and the file's
    /// SHA-256 in hexadecimal, separated by tabs.
    /// </summary>
    /// <param name="images">The images.</param>
    /// <returns>Hexadecimal digits; null if the hash of a file is unknown.</returns>
    public static string? Of(IEnumerable<(SplitName Split, int Label, string ClassName, string Path,
        ContentHash Hash)> images)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((SplitName split, int label, string className, string path, ContentHash content) in images)
        {
            if (!content.IsKnown)
                return null;
            hash.AppendData(Encoding.UTF8.GetBytes(
                string.Create(CultureInfo.InvariantCulture, $"{split}\t{label}\t{className}\t{path}\t{content}\n")));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Hash of a dataset, which may be a subset of its store.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="hashes">Hashes of its files by position in the index; null if they are unknown.</param>
    public static string? Of(ImageNetDataset dataset, ContentHash[]? hashes) => hashes is null ? null : Of(
        dataset.Images.OrderBy(image => image.Sample.Index)
            .Select(image => (image.Split, image.Sample.LabelIndex, image.Sample.Label, image.Sample.RelativePath,
                hashes[image.Sample.Index])));
}
