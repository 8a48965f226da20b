using System.Collections.ObjectModel;

namespace AlexNetPS.Inference;

/// <summary>Number of images by actual class (rows) and predicted class (columns).</summary>
public sealed class ConfusionMatrix : ReadOnlyCollection<ConfusionRow>
{
    private readonly int[,] _counts;

    /// <param name="counts">Copied.</param>
    /// <param name="classes">Class names; their indexes if null.</param>
    internal ConfusionMatrix(int[,] counts, IReadOnlyList<string>? classes)
        : base(new ConfusionRow[counts.GetLength(0)])
    {
        _counts = (int[,])counts.Clone();
        Columns = new(classes ?? [.. Enumerable.Range(0, Count).Select(index => $"{index}")]);
        for (int actual = 0; actual < Count; actual++)
            Items[actual] = new(this, actual);
    }

    /// <summary>
    /// Images of class <paramref name="actual"/> that were predicted as class <paramref name="predicted"/>.
    /// </summary>
    public int this[int actual, int predicted] => _counts[actual, predicted];

    /// <summary>Names of a row's columns.</summary>
    internal ConfusionColumns Columns { get; }

    /// <summary>Images of a class.</summary>
    public int Actual(int index) => Enumerable.Range(0, Count).Sum(predicted => _counts[index, predicted]);

    /// <summary>Images predicted as a class.</summary>
    public int Predicted(int index) => Enumerable.Range(0, Count).Sum(actual => _counts[actual, index]);

    /// <summary>Returns a copy of the counts.</summary>
    public int[,] ToArray() => (int[,])_counts.Clone();

    /// <inheritdoc/>
    public override string ToString() => $"{Count} x {Count} classes";
}
