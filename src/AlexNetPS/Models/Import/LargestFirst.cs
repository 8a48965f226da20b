using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace AlexNetPS.Models.Import;

/// <summary>
/// Tensors on all processors, the largest first and one by one: a tensor can be most of a file. The first failure comes
/// out as it was.
/// </summary>
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
