using AlexNetPS.Datasets.Health;
using AlexNetPS.Datasets.Layouts;
using AlexNetPS.Datasets.Splits;

namespace AlexNetPS.Datasets.Store;

/// <summary>Groups of near duplicates, joined with those that the listing tells.</summary>
internal static class StoredGroups
{
    /// <summary>Returns the images with their groups.</summary>
    /// <param name="images">The images, with the groups that the listing tells.</param>
    /// <param name="looks">Perceptual hashes.</param>
    /// <param name="hashes">SHA-256 of the files; null if they are not known.</param>
    /// <param name="cancellation">Stops the comparisons.</param>
    public static SourceFile[] Join(IReadOnlyList<SourceFile> images, IReadOnlyList<PerceptualHash> looks,
        IReadOnlyList<ContentHash>? hashes, CancellationToken cancellation)
    {
        var sets = new DisjointSets(images.Count);
        sets.JoinEqual(images.Index().Where(image => image.Item.Group is not null)
            .Select(image => (image.Index, image.Item.Group!)));
        // Two plain white images may show different things; the same file does not.
        sets.JoinEqual((hashes ?? []).Index().Where(hash => hash.Item.IsKnown).Select(hash => (hash.Index, hash.Item)));
        SimilarHashes.Join(sets, Enumerable.Range(0, images.Count).Where(i => !looks[i].IsFlat), i => looks[i],
            new HealthOptions().MaximumDistance, cancellation);
        string?[] names = GroupNames.Of(sets, [.. images.Select(image => image.RelativePath)],
            [.. images.Select(image => image.Group)]);
        return [.. images.Select((image, i) => image with { Group = names[i] })];
    }
}
