namespace AlexNetPS.Inference.Neighbors;

/// <summary>The rows nearest to a query so far, up to a maximum number.</summary>
internal sealed class NearestRows(int top)
{
    // The farthest comes out first.
    private readonly PriorityQueue<(int Row, double Distance), (double Distance, int Row)> _kept =
        new(Comparer<(double, int)>.Create((a, b) => b.CompareTo(a)));

    /// <summary>Whether a row would be kept; of equal distances the lower row is.</summary>
    public bool Admits(int row, double distance) =>
        _kept.Count < top
            || (_kept.TryPeek(out _, out (double Distance, int Row) worst) && (distance, row).CompareTo(worst) < 0);

    public void Add(int row, double distance)
    {
        if (_kept.Count < top)
            _kept.Enqueue((row, distance), (distance, row));
        else if (Admits(row, distance))
            _kept.EnqueueDequeue((row, distance), (distance, row));
    }

    public void AddAll(NearestRows others)
    {
        foreach (((int row, double distance), _) in others._kept.UnorderedItems)
            Add(row, distance);
    }

    /// <summary>Nearest first.</summary>
    public IEnumerable<(int Row, double Distance)> Sorted() =>
        _kept.UnorderedItems.Select(item => item.Element).OrderBy(item => item.Distance).ThenBy(item => item.Row);
}
