namespace AlexNetPS.Inference.LabelErrors;

/// <summary>
/// Confident learning (Northcutt, Jiang and Chuang, "Confident Learning: Estimating Uncertainty in Dataset Labels",
/// 2021): counts images by given class and by the class that they confidently are of.
/// </summary>
/// <remarks>
/// An image is confidently of class j if p(j) reaches the threshold of j, the mean p(j) of the images that are labeled j;
/// of several such classes the most probable one counts. An image of which no class reaches its threshold is not counted.
/// </remarks>
internal sealed class ConfidentJoint : IDisposable
{
    // A mean of equal numbers may be larger by its last bit.
    private const double Tolerance = 1e-6;

    private readonly ProbabilityRows _rows;
    private readonly List<int> _labels = [];
    private readonly double[] _sums;
    private readonly int[] _counts;

    public ConfidentJoint(int classes, ProbabilityRows? rows = null)
    {
        _rows = rows ?? new(classes);
        _sums = new double[classes];
        _counts = new int[classes];
    }

    /// <summary>Number of images.</summary>
    public int Count => _labels.Count;

    /// <summary>Adds an image.</summary>
    /// <param name="probabilities">Of all classes, by a model that was not trained on the image.</param>
    /// <param name="label">Index of the given class.</param>
    public void Add(ReadOnlySpan<float> probabilities, int label)
    {
        _rows.Add(probabilities);
        _labels.Add(label);
        _sums[label] += probabilities[label];
        _counts[label]++;
    }

    /// <summary>
    /// Returns the threshold of each class, 0 to 1; infinite for a class without images, which no image is counted as.
    /// </summary>
    public double[] Thresholds() =>
        [.. _sums.Zip(_counts, (sum, count) => count == 0 ? double.PositiveInfinity : sum / count)];

    /// <summary>Counts the images, by given (rows) and confident class (columns), and finds those off the
    /// diagonal.</summary>
    /// <remarks>
    /// If the given class is the most probable one, its image is counted but not returned: only the given class's higher
    /// threshold speaks against the label.
    /// </remarks>
    /// <param name="cancellation">Cancels the search.</param>
    public (int[,] Counts, IReadOnlyList<SuspectLabel> Suspects) Find(CancellationToken cancellation = default)
    {
        double[] thresholds = Thresholds();
        int[,] counts = new int[thresholds.Length, thresholds.Length];
        List<SuspectLabel> suspects = [];
        int image = 0;
        foreach (ReadOnlyMemory<float> row in _rows.Read())
        {
            if (image % 4096 == 0)
                cancellation.ThrowIfCancellationRequested();
            Judge(row.Span, image++);
        }

        return (counts, suspects);

        void Judge(ReadOnlySpan<float> p, int index)
        {
            int label = _labels[index], confident = -1, other = -1;
            for (int i = 0; i < p.Length; i++)
            {
                if (p[i] >= thresholds[i] - Tolerance && (confident < 0 || p[i] > p[confident]))
                    confident = i;
                if (i != label && (other < 0 || p[i] > p[other]))
                    other = i;
            }

            if (confident < 0)
                return;
            counts[label, confident]++;
            if (confident != label && p[other] > p[label])
                suspects.Add(new(index, label, confident, p[label], p[confident], p[other]));
        }
    }

    public void Dispose() => _rows.Dispose();
}
