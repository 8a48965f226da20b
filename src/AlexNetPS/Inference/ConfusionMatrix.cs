using System.Collections;

namespace AlexNetPS.Inference;

/// <summary>How often each class was taken for which: rows are actual, columns predicted classes.</summary>
public sealed class ConfusionMatrix : IReadOnlyList<IReadOnlyList<int>>
{
    private readonly int[,] _counts;

    internal ConfusionMatrix(int[,] counts) => _counts = (int[,])counts.Clone();

    /// <summary>
    /// Images of class <paramref name="actual"/> that were taken for class <paramref name="predicted"/>.
    /// </summary>
    public int this[int actual, int predicted] => _counts[actual, predicted];

    /// <summary>The row of an actual class.</summary>
    public IReadOnlyList<int> this[int actual] =>
        Enumerable.Range(0, Count).Select(predicted => _counts[actual, predicted]).ToArray();

    /// <summary>Number of classes.</summary>
    public int Count => _counts.GetLength(0);

    /// <summary>Images whose class it was.</summary>
    public int Actual(int index) => Enumerable.Range(0, Count).Sum(predicted => _counts[index, predicted]);

    /// <summary>Images that were taken for it.</summary>
    public int Predicted(int index) => Enumerable.Range(0, Count).Sum(actual => _counts[actual, index]);

    /// <summary>The counts as an array of your own.</summary>
    public int[,] ToArray() => (int[,])_counts.Clone();

    /// <inheritdoc/>
    public IEnumerator<IReadOnlyList<int>> GetEnumerator() =>
        Enumerable.Range(0, Count).Select(actual => this[actual]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => $"{Count} x {Count} classes";
}
