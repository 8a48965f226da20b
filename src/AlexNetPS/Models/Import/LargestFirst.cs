using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace AlexNetPS.Models.Import;

/// <summary>Processes tensors in parallel, largest first. Rethrows the first exception unchanged.</summary>
internal static class LargestFirst
{
    public static void ForEach<T>(IEnumerable<T> items, Func<T, long> size, CancellationToken stopping,
        Action<T> action)
    {
        try
        {
            Parallel.ForEach(Partitioner.Create(items.OrderByDescending(size),
                EnumerablePartitionerOptions.NoBuffering), new ParallelOptions { CancellationToken = stopping },
                action);
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }
}
