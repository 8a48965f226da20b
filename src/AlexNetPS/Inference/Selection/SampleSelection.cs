using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Text;
using AlexNetPS.Inference.Neighbors;
using AlexNetPS.Randomness;

namespace AlexNetPS.Inference.Selection;

/// <summary>Selects the images to label next.</summary>
public static class SampleSelection
{
    // Queries per pass over the known embeddings.
    private const int QueriesTogether = 256;

    /// <summary>
    /// Score of an image in a random selection: drawn from seed and path alone, so that the order of others does not
    /// matter.
    /// </summary>
    /// <returns>At least 0 and below 1.</returns>
    public static double RandomScore(string path, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(path);
        return PathPosition.Of(path, seed, RandomPurpose.Selection);
    }

    /// <summary>
    /// Returns the images of the highest scores; of equal ones, those whose path comes first. An image that is given
    /// several times counts once, with its highest score.
    /// </summary>
    /// <param name="candidates">The images.</param>
    /// <param name="options">Options; null for the defaults.</param>
    public static IReadOnlyList<SelectedImage> Select(IEnumerable<SelectionCandidate> candidates,
        SelectionOptions? options = null)
    {
        options ??= new();
        options.Check();
        return Ordered(candidates).Take(options.Count)
            .Select((image, i) => new SelectedImage(i + 1, image.Path, image.Score, null)).ToReadable();
    }

    /// <summary>
    /// Returns images of high scores that differ from each other and from known images: farthest-first traversal of the
    /// embeddings of the images of the highest scores (<see cref="SelectionOptions.Candidates"/>).
    /// </summary>
    /// <remarks>
    /// The first image is the one of the highest score, or, with known images, the one farthest from all of these; each
    /// further one is the one farthest from known and selected images; of equal distances, that of the higher score.
    /// No image of the candidates is then farther from its nearest selected one than twice the smallest possible
    /// maximum: Gonzalez, "Clustering to minimize the maximum intercluster distance", Theoretical Computer Science 38,
    /// 1985; as a choice of images to label (k-center greedy): Sener and Savarese, "Active Learning for Convolutional
    /// Neural Networks: A Core-Set Approach", ICLR 2018.
    /// </remarks>
    /// <param name="candidates">The images; known ones are left out.</param>
    /// <param name="embeddings">Embeddings of all of them.</param>
    /// <param name="known">Embeddings of images that are labeled already; null for none.</param>
    /// <param name="options">Options; null for the defaults.</param>
    /// <param name="progress">Called with the fraction of the work that is done, 0 to 1.</param>
    /// <param name="cancellation">Cancels the selection.</param>
    /// <exception cref="FeatureFormatException">
    /// An image has no embedding, one with a value that is no number, or one of another layer or model than the known
    /// ones.
    /// </exception>
    public static IReadOnlyList<SelectedImage> SelectDiverse(IEnumerable<SelectionCandidate> candidates,
        FeatureSet embeddings, FeatureSet? known = null, SelectionOptions? options = null,
        IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        options ??= new();
        options.Check();
        SelectionCandidate[] pool = [.. Ordered(candidates).Where(image => known?.RowOf(image.Path) is null)
            .Take(options.Candidates == 0 ? int.MaxValue : Math.Max(options.Candidates, options.Count))];
        int[] rows = Rows(pool, embeddings);
        double[]? distances = known is null ? null : Nearest(rows, embeddings, known, options, cancellation);
        (int Image, double Distance)[] selected = options.Metric == DistanceMetric.Cosine
            ? FarthestFirst.Run<CosineSum>(embeddings, rows, distances, options, progress, cancellation)
            : FarthestFirst.Run<SquareSum>(embeddings, rows, distances, options, progress, cancellation);
        return selected.Select((entry, i) => new SelectedImage(i + 1, pool[entry.Image].Path, pool[entry.Image].Score,
            double.IsPositiveInfinity(entry.Distance) ? null : entry.Distance)).ToReadable();
    }

    private static IEnumerable<SelectionCandidate> Ordered(IEnumerable<SelectionCandidate> candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        var best = new Dictionary<string, SelectionCandidate>(FileNames.Comparer);
        foreach (SelectionCandidate image in candidates)
        {
            if (double.IsNaN(image.Score))
                throw new ArgumentException($"The score of '{image.Path}' is no number.", nameof(candidates));
            if (!best.TryGetValue(image.Path, out SelectionCandidate? known) || image.Score > known.Score)
                best[image.Path] = image;
        }

        return best.Values.OrderByDescending(image => image.Score).ThenBy(image => image.Path, StringComparer.Ordinal);
    }

    private static int[] Rows(SelectionCandidate[] pool, FeatureSet embeddings)
    {
        int[] rows = new int[pool.Length];
        string[] missing = [.. pool.Where((image, i) => (rows[i] = embeddings.RowOf(image.Path) ?? -1) < 0)
            .Select(image => image.Path)];
        if (missing.Length > 0)
        {
            throw new FeatureFormatException($"{missing.Length:N0} of {pool.Length:N0} images have no embedding in "
                + $"{embeddings.Source}, such as '{missing[0]}'. Export the embeddings of the images that are "
                + "predicted, by the same paths.");
        }

        foreach (int row in rows)
        {
            if (!double.IsFinite(QueryTable.Norm(embeddings.Row(row))))
            {
                throw new FeatureFormatException($"The embedding of '{embeddings.PathOf(row)}' in {embeddings.Source} "
                    + "has a value that is no number, or too large.");
            }
        }

        return rows;
    }

    private static double[] Nearest(int[] rows, FeatureSet embeddings, FeatureSet known, SelectionOptions options,
        CancellationToken cancellation) =>
        [.. rows.Chunk(QueriesTogether).SelectMany(chunk => known.Nearest([.. chunk.Select(embeddings.Embedding)], 1,
            options.Metric, null, cancellation, options.Threads).Select(neighbor => neighbor.Distance))];
}
