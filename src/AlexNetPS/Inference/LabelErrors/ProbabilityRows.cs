using System.Runtime.InteropServices;

namespace AlexNetPS.Inference.LabelErrors;

/// <summary>
/// Probabilities of all classes, a row for each image: in memory up to a limit, and in a temporary file beyond it, so
/// that a million images of a thousand classes (5 GB) need no memory. Not thread-safe.
/// </summary>
/// <param name="classes">Values in a row.</param>
/// <param name="memoryBytes">Bytes held in memory.</param>
internal sealed class ProbabilityRows(int classes, long memoryBytes = 256 << 20) : IDisposable
{
    private readonly List<float[]> _rows = [];
    private FileStream? _file;

    /// <summary>Number of rows.</summary>
    public int Count { get; private set; }

    /// <summary>Whether the rows are in a file.</summary>
    public bool IsInFile => _file is not null;

    public void Add(ReadOnlySpan<float> row)
    {
        if (row.Length != classes)
            throw new ArgumentException($"There are {row.Length} probabilities for {classes} classes.", nameof(row));
        Count++;
        if (_file is null && (long)Count * classes * sizeof(float) <= memoryBytes)
        {
            _rows.Add(row.ToArray());
            return;
        }

        if (_file is null)
        {
            // The system deletes it with its last handle, also after a kill on Unix.
            _file = new FileStream(Path.Combine(Path.GetTempPath(), $"alexnetps-{Guid.NewGuid():N}.tmp"),
                FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 20, FileOptions.DeleteOnClose);
            foreach (float[] one in _rows)
                _file.Write(MemoryMarshal.AsBytes<float>(one));
            _rows.Clear();
        }

        _file.Write(MemoryMarshal.AsBytes(row));
    }

    /// <summary>Returns the rows in their order; each is valid until the next.</summary>
    public IEnumerable<ReadOnlyMemory<float>> Read()
    {
        foreach (float[] row in _rows)
            yield return row;
        if (_file is null)
            yield break;
        float[] buffer = new float[classes];
        _file.Seek(0, SeekOrigin.Begin);
        for (int i = 0; i < Count; i++)
        {
            _file.ReadExactly(MemoryMarshal.AsBytes(buffer.AsSpan()));
            yield return buffer;
        }
    }

    public void Dispose() => _file?.Dispose();
}
