using AlexNetPS.Datasets;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Inference.Neighbors;

/// <summary>
/// Embeddings to search: those of an exported file, or of objects in memory. A .npy file is mapped, not read, so that
/// it may be larger than memory.
/// </summary>
public abstract class FeatureSet : IDisposable
{
    private readonly IReadOnlyList<string> _paths;
    private readonly IReadOnlyList<string?> _labels;
    private readonly Lazy<Dictionary<string, int>> _rows;
    private readonly string? _layer;

    private protected FeatureSet(string source, IReadOnlyList<string> paths, IReadOnlyList<string?> labels, int length,
        string? layer)
    {
        (Source, _paths, _labels, Length, _layer) = (source, paths.ToReadable(), labels, length, layer);
        if (paths.Count == 0)
            throw new FeatureFormatException($"{source} holds no embedding, so there is nothing to search.");
        _rows = new(() =>
        {
            var rows = new Dictionary<string, int>(_paths.Count, FileNames.Comparer);
            for (int i = 0; i < _paths.Count; i++)
                rows.TryAdd(_paths[i], i);
            return rows;
        });
    }

    /// <summary>Source of the embeddings, for messages.</summary>
    public string Source { get; }

    /// <summary>Number of images, at least 1.</summary>
    public int Count => _paths.Count;

    /// <summary>Full path of each image.</summary>
    public IReadOnlyList<string> Paths => _paths;

    /// <summary>Values per embedding.</summary>
    public int Length { get; }

    /// <summary>Layer of the embeddings; null if the source does not state it.</summary>
    public string? Layer => Origin?.Layer ?? _layer;

    /// <summary>Why layer and model of a file are unknown; null if they are known.</summary>
    public string? Warning { get; private set; }

    internal FeatureOrigin? Origin { get; private protected set; }

    /// <summary>Opens a file of <see cref="FeatureFile"/>.</summary>
    /// <exception cref="FeatureFormatException">The file does not contain embeddings.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static FeatureSet Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        path = Path.GetFullPath(path);
        FeatureSidecar? sidecar = FeatureSidecar.Read(path);
        FeatureSet set = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".csv" => LoadedFeatureSet.ReadCsv(path),
            ".npy" => MappedFeatureSet.Open(path),
            _ => throw new FeatureFormatException($"'{path}' is no file of embeddings: its name must end with "
                + $"{string.Join(" or ", FeatureFile.Extensions)}."),
        };
        if (sidecar?.IsOf(set) == true)
        {
            set.Origin = sidecar.Origin;
        }
        else
        {
            set.Warning = $"The layer and the model of the embeddings in '{path}' are not known: "
                + $"'{FeatureSidecar.PathOf(path)}' {(sidecar is null ? "is missing" : "describes other embeddings")}.";
        }

        return set;
    }

    /// <summary>Embeddings in memory.</summary>
    /// <exception cref="FeatureFormatException">There are no embeddings, or their lengths differ.</exception>
    public static FeatureSet Of(IEnumerable<FeatureEmbedding> embeddings)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        return LoadedFeatureSet.Of([.. embeddings]);
    }

    /// <summary>The embeddings of a split, in memory.</summary>
    /// <param name="extractor">Model and layer.</param>
    /// <param name="split">The images.</param>
    /// <param name="progress">Called with the number of images done.</param>
    /// <param name="cancellation">Cancels the extraction.</param>
    /// <exception cref="FeatureFormatException">The split is empty, or its embeddings are larger than
    /// memory.</exception>
    public static FeatureSet Of(FeatureExtractor extractor, DatasetSplit split,
        IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(extractor);
        ArgumentNullException.ThrowIfNull(split);
        long bytes = (long)split.Count * extractor.Length * sizeof(float), memory =
            GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (bytes > memory / 2)
        {
            throw new FeatureFormatException($"The embeddings of the {split.Count:N0} images of "
                + $"{split.Dataset.Name} would take {bytes >> 20:N0} MB of memory. "
                + "Export them to a .npy file first (Export-FeatureEmbedding), which is searched where it lies.");
        }

        var embeddings = new List<FeatureEmbedding>(split.Count);
        foreach (FeatureEmbedding embedding in extractor.Extract(split, cancellation))
        {
            embeddings.Add(embedding);
            progress?.Report(embeddings.Count);
        }

        return Of(embeddings);
    }

    /// <summary>Returns the embedding of an image by its path; null if the set does not contain it.</summary>
    public FeatureEmbedding? Find(string path) => RowOf(path) is int row ? Embedding(row) : null;

    /// <summary>
    /// Returns why the embeddings of the set cannot be compared with those of an extractor; null if they can, as far as
    /// is known.
    /// </summary>
    public string? Difference(FeatureExtractor extractor)
    {
        ArgumentNullException.ThrowIfNull(extractor);
        return Difference(extractor.Length, extractor.Layer.Name, extractor.Origin);
    }

    /// <summary>
    /// Returns why the embeddings of the set cannot be compared with another; null if they can, as far as is known.
    /// </summary>
    public string? Difference(FeatureEmbedding query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return Difference(query.Length, query.Layer, query.Origin);
    }

    private string? Difference(int length, string layer, FeatureOrigin? origin) =>
        Origin is not null && origin is not null && Origin.Difference(origin) is string difference
            ? $"The embeddings of {Source} {difference}."
        : Layer is not null && layer.Length > 0 && !Layer.Equals(layer, StringComparison.OrdinalIgnoreCase)
            ? $"The embeddings of {Source} are of layer {Layer}, not of {layer}."
        : length != Length
            ? $"The embeddings of {Source} have {Length:N0} values each, and "
                + $"{(layer.Length > 0 ? $"layer {layer} has" : "the other has")} {length:N0} values."
        : null;

    /// <summary>
    /// Returns the nearest images of each query, by ascending distance, then by position in the set. The image with
    /// the path of the query is skipped; a copy under another name is not, and has distance 0.
    /// </summary>
    /// <param name="queries">Embeddings of the same layer of the same model.</param>
    /// <param name="top">Maximum number of neighbors per query, at least 1.</param>
    /// <param name="metric">Distance metric.</param>
    /// <param name="progress">Called with the fraction of the work that is done, 0 to 1.</param>
    /// <param name="cancellation">Cancels the search.</param>
    /// <param name="threads">Threads that compare; 0 for all processors.</param>
    /// <exception cref="FeatureFormatException">A query is of another layer or model than the set.</exception>
    public IReadOnlyList<SimilarImage> Nearest(IReadOnlyList<FeatureEmbedding> queries,
        int top = 5, DistanceMetric metric = DistanceMetric.Euclidean,
        IProgress<double>? progress = null, CancellationToken cancellation = default, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        foreach (FeatureEmbedding query in queries)
        {
            if (Difference(query) is string difference)
            {
                throw new FeatureFormatException($"'{query.Path}' cannot be searched for. {difference} Both must be "
                    + "of the same layer of the same model.");
            }
        }

        NearestRows[] found = metric == DistanceMetric.Cosine
            ? NeighborSearch.Run<CosineSum>(this, queries, top, threads, progress, cancellation)
            : NeighborSearch.Run<SquareSum>(this, queries, top, threads, progress, cancellation);
        return [.. queries.Zip(found).SelectMany(pair => pair.Second.Sorted().Index().Select(n =>
            new SimilarImage(pair.First.Path, pair.First.Label, n.Index + 1, _paths[n.Item.Row], _labels[n.Item.Row],
                n.Item.Distance, metric)))];
    }

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>The values of an image.</summary>
    internal abstract ReadOnlySpan<float> Row(int row);

    /// <summary>Row of an image by its path; null if the set does not contain it.</summary>
    internal int? RowOf(string path) => _rows.Value.TryGetValue(path, out int row) ? row : null;

    /// <summary>Path of an image.</summary>
    internal string PathOf(int row) => _paths[row];

    /// <summary>Class of an image; null if it is not known.</summary>
    internal string? LabelOf(int row) => _labels[row];

    /// <summary>The embedding of an image; its values are copied.</summary>
    internal FeatureEmbedding Embedding(int row) =>
        new(_paths[row], _labels[row], Layer ?? "", Row(row).ToArray()) { Origin = Origin };

    /// <summary>Whether an image is the one at a path.</summary>
    internal bool IsAt(int row, string path) => FileNames.Comparer.Equals(_paths[row], path);
}
