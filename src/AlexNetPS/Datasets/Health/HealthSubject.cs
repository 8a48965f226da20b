using AlexNetPS.Datasets.Scores;
using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets.Health;

/// <summary>A dataset with the facts of each image; input of the checks.</summary>
internal sealed class HealthSubject(
    ImageNetDataset dataset, ImageSample[] samples, SplitName[] splits, ImageFacts[] facts, HealthOptions options,
    StoreVerification? verification, CancellationToken cancellation)
{
    private readonly Lazy<IReadOnlyList<int[]>> _same = new(() => FindSame(dataset, samples, facts, cancellation));
    private IReadOnlyList<SimilarGroup>? _similar;

    private readonly Lazy<ScoreTable> _scores = new(() => new ScoreTable([.. facts.Select(
        image => image.Problem is null
            ? new MeasuredImage(image.Scores, image.Width, image.Height) : (MeasuredImage?)null)]));

    public ImageNetDataset Dataset => dataset;

    /// <summary>Scores of the images by kind.</summary>
    public ScoreTable Scores => _scores.Value;

    public IReadOnlyList<ImageSample> Samples => samples;

    public IReadOnlyList<SplitName> Splits => splits;

    public IReadOnlyList<ImageFacts> Facts => facts;

    /// <summary>Verification of the store; null for an index-only import.</summary>
    public StoreVerification? Verification => verification;

    public HealthOptions Options => options;

    public CancellationToken Cancellation => cancellation;

    /// <summary>Positions of images with identical prepared pixels, two or more per group.</summary>
    public IReadOnlyList<int[]> SameImages => _same.Value;

    /// <summary>Groups of nearly identical images; of identical ones only the first is a member.</summary>
    public IReadOnlyList<SimilarGroup> SimilarImages => _similar ??= Health.SimilarImages.Find(this);

    /// <summary>Returns the paths of the images that satisfy a condition.</summary>
    public string[] Where(Func<ImageFacts, bool> condition) =>
        [.. Enumerable.Range(0, samples.Length).Where(i => facts[i].Problem is null && condition(facts[i]))
            .Select(i => samples[i].Path)];

    private static List<int[]> FindSame(ImageNetDataset dataset, ImageSample[] samples, ImageFacts[] facts,
        CancellationToken cancellation)
    {
        List<int[]> groups = [];
        foreach (IGrouping<ulong, int> alike in Enumerable.Range(0, samples.Length).Where(i => facts[i].Problem is null)
            .GroupBy(i => facts[i].Content).Where(group => group.Skip(1).Any()))
        {
            cancellation.ThrowIfCancellationRequested();
            List<int> rest = [.. alike];
            while (rest.Count > 1)
            {
                int first = rest[0];
                int[] same =
                    [first, .. rest.Skip(1).Where(other => AreSame(dataset.Pixels, samples[first], samples[other]))];
                if (same.Length > 1)
                    groups.Add(same);
                rest.RemoveAll(same.Contains);
            }
        }

        return groups;
    }

    private static bool AreSame(IPixelSource pixels, ImageSample one, ImageSample other)
    {
        byte[] a = [], b = [];
        PixelView first = pixels.Read(one, ref a), second = pixels.Read(other, ref b);
        return (first.Width, first.Height) == (second.Width, second.Height)
            && first.Pixels.SequenceEqual(second.Pixels);
    }
}
