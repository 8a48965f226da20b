namespace AlexNetPS.Cmdlets.Base;

/// <summary>
/// Reports on the worker's own thread; <see cref="Progress{T}"/> would go through the thread pool and lose the order.
/// </summary>
internal sealed class Relay<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
