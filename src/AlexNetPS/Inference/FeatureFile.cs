namespace AlexNetPS.Inference;

/// <summary>
/// Embeddings as a file: .csv (path, label, f0, f1, ...), or .npy (float32, one row an image) with the paths and
/// labels in a CSV file beside it; next to both FILE.json with layer, model and transforms. Written as they come,
/// beside the target, and renamed by <see cref="Commit"/>; without it nothing stays.
/// </summary>
public abstract class FeatureFile : IDisposable
{
    private readonly string _path;
    private FeatureEmbedding? _first;

    private protected FeatureFile(string path) => _path = path;

    /// <summary>Endings that are known.</summary>
    public static IReadOnlyList<string> Extensions { get; } = new[] { ".csv", ".npy" };

    /// <summary>Embeddings so far.</summary>
    public int Count { get; private set; }

    /// <summary>Values of each; 0 before the first.</summary>
    public int Length { get; private set; }

    /// <summary>Starts a file; its ending says which kind.</summary>
    /// <exception cref="ArgumentException">Another ending; the message lists those that are known.</exception>
    /// <exception cref="IOException">The file cannot be written there.</exception>
    public static FeatureFile Create(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        path = Path.GetFullPath(path);
        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".csv" => new CsvFeatureFile(path),
            ".npy" => new NpyFeatureFile(path),
            string other => throw new ArgumentException($"Features cannot be written as '{other}': the name "
                + $"'{Path.GetFileName(path)}' must end with {string.Join(" or ", Extensions)}.", nameof(path)),
        };
    }

    /// <summary>Writes embeddings into a file.</summary>
    /// <returns>How many there were.</returns>
    public static int Write(string path, IEnumerable<FeatureEmbedding> embeddings)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        using FeatureFile file = Create(path);
        foreach (FeatureEmbedding embedding in embeddings)
            file.Add(embedding);
        file.Commit();
        return file.Count;
    }

    /// <summary>Adds a row.</summary>
    /// <exception cref="ArgumentException">It is not of the layer and model of the rows before it.</exception>
    public void Add(FeatureEmbedding embedding)
    {
        ArgumentNullException.ThrowIfNull(embedding);
        _first ??= embedding;
        if (Count == 0)
            Length = embedding.Length;
        if (embedding.Length != Length)
        {
            throw new ArgumentException(
                $"'{embedding.Path}' has {embedding.Length} values, and the rows before it have {Length}.",
                nameof(embedding));
        }

        if (embedding.Origin is { } origin && origin != _first.Origin
            && _first.Origin?.Difference(origin) is string difference)
        {
            throw new ArgumentException($"The embeddings before that of '{embedding.Path}' {difference}: one file "
                + "holds those of one layer of one model.", nameof(embedding));
        }

        Append(embedding);
        Count++;
    }

    /// <summary>Puts the complete file in its place.</summary>
    public void Commit()
    {
        File.Delete(FeatureSidecar.PathOf(_path));
        CommitData();
        if (_first?.Origin is { } origin)
        {
            new FeatureSidecar
            {
                Origin = origin,
                Count = Count,
                Length = Length,
                Checksum = FeatureSidecar.ChecksumOf(_first.Vector)
            }.Write(_path);
        }
    }

    /// <inheritdoc/>
    public abstract void Dispose();

    private protected abstract void CommitData();

    private protected abstract void Append(FeatureEmbedding embedding);
}
