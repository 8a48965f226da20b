namespace AlexNetPS.Datasets;

/// <summary>One of several processes or machines that prepare a dataset together.</summary>
/// <param name="Index">Its number, from 0.</param>
/// <param name="Count">Number of workers.</param>
public sealed record ImportWorker(int Index, int Count)
{
    /// <summary>Largest number of workers.</summary>
    public const int MaximumCount = 65536;

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"worker {Index} of {Count}");

    internal void Check()
    {
        if (Count is < 1 or > MaximumCount)
            throw new ArgumentException($"WorkerCount is {Count}; it must be 1 to {MaximumCount}.");
        if (Index < 0 || Index >= Count)
        {
            throw new ArgumentException($"There is no worker {Index} of {Count}: WorkerIndex is 0 to {Count - 1} with "
                + $"WorkerCount {Count}.");
        }
    }
}
