using System.Runtime.ExceptionServices;

namespace AlexNetPS.Engines.Cpu.Threads;

/// <summary>
/// Threads of one network. A job is a number of independent units; the next free thread takes the next one. Every unit
/// writes its own part of the result in its own order, so results do not depend on the number of threads. The calling
/// thread is worker 0. <see cref="Run"/> allocates nothing. Subnormal numbers are zero in every unit.
/// </summary>
internal sealed class WorkerPool : IDisposable
{
    // About 50 microseconds: longer than the gap between two layers, too short for an idle core to matter.
    private const int SpinsBeforeParking = 1000;

    private readonly Thread[] _threads;
    private readonly Lock _failureLock = new();
    private readonly object _gate = new();
    private Action<int, int>? _body;
    private ExceptionDispatchInfo? _failure;
    private int _units, _next, _generation, _running, _parked;
    private volatile bool _stop;

    public WorkerPool(int workers)
    {
        Workers = Math.Max(workers, 1);
        _threads = new Thread[Workers - 1];
        for (int i = 0; i < _threads.Length; i++)
        {
            int worker = i + 1;
            _threads[i] = new Thread(() => Work(worker)) { IsBackground = true, Name = $"AlexNetPS worker {worker}" };
            _threads[i].Start();
        }
    }

    /// <summary>Number of threads, including the caller's.</summary>
    public int Workers { get; }

    /// <summary>Runs <paramref name="body"/>(unit, worker) for all units and returns when all are done.</summary>
    public void Run(int units, Action<int, int> body)
    {
        using SubnormalNumbers flushed = SubnormalNumbers.Flush();
        if (_threads.Length == 0 || units <= 1)
        {
            for (int unit = 0; unit < units; unit++)
                body(unit, 0);
            return;
        }

        _body = body;
        _units = units;
        _next = 0;
        Volatile.Write(ref _running, _threads.Length);
        Interlocked.Increment(ref _generation);
        if (Volatile.Read(ref _parked) > 0)
        {
            lock (_gate)
                Monitor.PulseAll(_gate);
        }

        Drain(0);
        var wait = default(SpinWait);
        while (Volatile.Read(ref _running) > 0)
            wait.SpinOnce(sleep1Threshold: -1);

        if (_failure is { } failure)
        {
            _failure = null;
            failure.Throw();
        }
    }

    public void Dispose()
    {
        _stop = true;
        lock (_gate)
            Monitor.PulseAll(_gate);
        foreach (Thread thread in _threads)
            thread.Join();
    }

    private void Drain(int worker)
    {
        try
        {
            for (int unit; (unit = Interlocked.Increment(ref _next) - 1) < _units;)
                _body!(unit, worker);
        }
        catch (Exception e)
        {
            lock (_failureLock)
                _failure ??= ExceptionDispatchInfo.Capture(e);
        }
    }

    private void Work(int worker)
    {
        using SubnormalNumbers flushed = SubnormalNumbers.Flush();
        int seen = 0;
        while (true)
        {
            for (int spin = 0; Volatile.Read(ref _generation) == seen && !_stop; spin++)
            {
                if (spin < SpinsBeforeParking)
                    Thread.SpinWait(20);
                else
                    Park(seen);
            }

            if (_stop)
                return;
            seen = Volatile.Read(ref _generation);
            Drain(worker);
            Interlocked.Decrement(ref _running);
        }
    }

    private void Park(int seen)
    {
        lock (_gate)
        {
            // The increment is a full fence: either Run sees a parked worker, or this worker sees the new generation.
            Interlocked.Increment(ref _parked);
            while (Volatile.Read(ref _generation) == seen && !_stop)
                Monitor.Wait(_gate);
            Interlocked.Decrement(ref _parked);
        }
    }
}
