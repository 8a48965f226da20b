using AlexNetPS.Datasets.Store;

namespace AlexNetPS.Datasets.Means;

/// <summary>
/// The mean image of a store to be replaced, as sums, and the images they include.
/// </summary>
internal sealed class PreviousMean
{
    private PreviousMean(MeanFrame frame, long[] sums, Dictionary<string, (int Index, long Length,
        DateTime Modified)> rows, IPixelSource pixels) =>
        (Frame, Sums, Rows, Pixels) = (frame, sums, rows, pixels);

    public MeanFrame Frame { get; }

    /// <summary>Sums over <see cref="Rows"/>.</summary>
    public long[] Sums { get; }

    /// <summary>The training images, by relative path.</summary>
    public Dictionary<string, (int Index, long Length, DateTime Modified)> Rows { get; }

    public IPixelSource Pixels { get; }

    /// <summary>The mean image of a store; null without a store or a mean image.</summary>
    public static PreviousMean? Of(PreparedStore? store)
    {
        if (store is null || MeanFile.TryRead(store.Paths.Mean, out MeanFrame frame) is not double[] means)
            return null;
        var rows = new Dictionary<string, (int Index, long Length, DateTime Modified)>(StringComparer.Ordinal);
        for (int i = 0; i < store.Rows.Count; i++)
        {
            IndexRow row = store.Rows[i];
            if (row.Split == SplitName.Train)
                rows.Add(row.Path, (i, row.Length, row.Modified));
        }

        // A mean is an integer divided by the number of images: the sum is the integer nearest to their product.
        return new(frame, [.. means.Select(mean => (long)Math.Round(mean * rows.Count))], rows, store.Pixels);
    }

    /// <summary>Whether the sums include an image, unchanged.</summary>
    public bool Contains(in IndexRow row) => Rows.TryGetValue(row.Path,
        out (int Index, long Length, DateTime Modified) known)
        && (known.Length, known.Modified) == (row.Length, row.Modified);
}
