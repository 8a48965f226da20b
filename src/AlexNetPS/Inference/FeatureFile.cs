namespace AlexNetPS.Inference;

/// <summary>
/// Embeddings as a file: .csv (path, label, f0, f1, ...), or .npy (float32, one row a picture) with the paths and labels in a
/// CSV file beside it. Written as they come, beside the target, and renamed by <see cref="Commit"/>; without it nothing stays.
/// </summary>
public abstract class FeatureFile : IDisposable
{
    private protected FeatureFile()
    {
    }

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
            string other => throw new ArgumentException($"Features cannot be written as '{other}': the name '{Path.GetFileName(path)}' must end with {string.Join(" or ", Extensions)}.", nameof(path)),
        };
    }

    /// <summary>Writes embeddings into a file.</summary>
    /// <returns>How many there were.</returns>
    public static int Write(string path, IEnumerable<FeatureEmbedding> embeddings)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        using FeatureFile file = Create(path);
        foreach (FeatureEmbedding embedding in embeddings) file.Add(embedding);
        file.Commit();
        return file.Count;
    }

    /// <summary>Adds a row.</summary>
    /// <exception cref="ArgumentException">It has not as many values as the rows before it.</exception>
    public void Add(FeatureEmbedding embedding)
    {
        ArgumentNullException.ThrowIfNull(embedding);
        if (Count == 0) Length = embedding.Length;
        if (embedding.Length != Length) throw new ArgumentException($"'{embedding.Path}' has {embedding.Length} values, and the rows before it have {Length}.", nameof(embedding));
        Append(embedding);
        Count++;
    }

    /// <summary>Puts the complete file in its place.</summary>
    public abstract void Commit();

    /// <inheritdoc/>
    public abstract void Dispose();

    private protected abstract void Append(FeatureEmbedding embedding);
}
