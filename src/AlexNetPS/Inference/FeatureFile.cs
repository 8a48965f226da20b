namespace AlexNetPS.Inference;

/// <summary>
/// A file of embeddings: .csv (path, label, f0, f1, ...), or .npy (float32, one row per image) with the paths and
/// labels in a CSV file next to it; FILE.json has layer, model and transforms. Rows are written to a temporary file,
/// which <see cref="Commit"/> renames; without it the file is deleted.
/// </summary>
public abstract class FeatureFile : IDisposable
{
    private readonly string _path;
    private FeatureEmbedding? _first;

    private protected FeatureFile(string path) => _path = path;

    /// <summary>Supported extensions.</summary>
    public static IReadOnlyList<string> Extensions { get; } = new[] { ".csv", ".npy" };

    /// <summary>Number of embeddings so far.</summary>
    public int Count { get; private set; }

    /// <summary>Values per embedding; 0 before the first.</summary>
    public int Length { get; private set; }

    /// <summary>Starts a file; the extension determines the format.</summary>
    /// <exception cref="ArgumentException">Unsupported extension; the message lists those supported.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
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

    /// <summary>Writes embeddings to a file.</summary>
    /// <returns>Number of embeddings.</returns>
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
    /// <exception cref="ArgumentException">Its layer or model is not that of the previous rows.</exception>
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

    /// <summary>Renames the complete file to its path.</summary>
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
