using System.Diagnostics;
using AlexNetPS.Engines.Cpu.Threads;
using AlexNetPS.Mpi.Binding;
using AlexNetPS.Mpi.Calls;
using AlexNetPS.Mpi.Endings;
using AlexNetPS.Mpi.Sums;
using AlexNetPS.Ranks;

namespace AlexNetPS.Mpi;

/// <summary>
/// The one thread that calls MPI. It starts what others call, in their order, and looks again and again how far that is:
/// MPI moves data only while it is called. So it looks, seldom, while nothing is underway: the last bytes of a call that
/// has ended here may not have left, and another rank may have failed.
/// </summary>
internal sealed class MpiThread
{
    // While one segment is summed or copied, the others are on their way.
    private const int MaxUnderway = 3;

    // How long a rank that failed waits for the others to report it, before it ends them.
    private static readonly TimeSpan _farewellLimit = TimeSpan.FromSeconds(5);

    private readonly MpiFunctions _mpi;
    private readonly MpiLaunch _launch;
    private readonly object _gate = new();

    // Guarded by the gate.
    private readonly Queue<Call> _newCalls = [];
    private long _made;
    private long _ended;
    private int _waiting;
    private string? _ownFailure;
    private Failure? _failure;
    private int? _exitCode;
    private bool _gone;
    private Exception? _connectError;

    // Of this thread.
    private readonly LinkedList<Call> _calls = [];
    private readonly List<(Call Call, IStep Step)> _underway = [];
    private readonly Dictionary<int, long> _farewells = [];
    private Notices _notices = null!;
    private long _busySince;

    /// <exception cref="RanksException">The processes cannot be connected.</exception>
    public MpiThread(MpiFunctions mpi, MpiLaunch launch)
    {
        (_mpi, _launch) = (mpi, launch);
        new Thread(Run) { IsBackground = true, Name = "MPI" }.Start();
        lock (_gate)
        {
            while (Segments is null && _connectError is null)
                Monitor.Wait(_gate);
        }

        if (_connectError is not null)
            throw new RanksException(_connectError.Message, _connectError);
    }

    /// <summary>Number of this process.</summary>
    public int Rank { get; private set; }

    /// <summary>Number of processes.</summary>
    public int Size { get; private set; }

    /// <summary>Number of this process on its machine.</summary>
    public int LocalRank { get; private set; }

    /// <summary>Number of processes on this machine.</summary>
    public int LocalSize { get; private set; }

    /// <summary>The communicator of calls.</summary>
    public nint Communicator { get; private set; }

    /// <summary>Segments of sums.</summary>
    public SumSegments Segments { get; private set; } = null!;

    /// <summary>Time during which calls were underway.</summary>
    public TimeSpan Busy { get; private set; }

    /// <summary>Starts a call.</summary>
    /// <returns>Its number, for <see cref="Wait"/>.</returns>
    public long Start(Call call)
    {
        lock (_gate)
        {
            call.Number = ++_made;
            _newCalls.Enqueue(call);
            Monitor.PulseAll(_gate);
            return call.Number;
        }
    }

    /// <summary>Waits for a call and all before it.</summary>
    /// <exception cref="RanksException">A rank failed or is gone.</exception>
    public void Wait(long number)
    {
        lock (_gate)
        {
            _waiting++;
            Monitor.PulseAll(_gate);
            while (_ended < number && _failure is null)
                Monitor.Wait(_gate);
            _waiting--;
            if (_ended < number)
                throw _failure!.Exception();
        }
    }

    /// <exception cref="RanksException">A rank has failed.</exception>
    public void ThrowIfFailed()
    {
        lock (_gate)
        {
            if (_failure is not null)
                throw _failure.Exception();
        }
    }

    /// <summary>Tells the others that this rank cannot go on.</summary>
    public void Fail(string message)
    {
        lock (_gate)
        {
            _ownFailure ??= message;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>
    /// Ends the group with the process: waits until all others end too, or ends them if one of them has failed.
    /// </summary>
    public void Leave(int exitCode)
    {
        lock (_gate)
        {
            if (exitCode != 0 && _failure is null)
                _ownFailure ??= $"Its process ended with exit code {exitCode}.";
            _exitCode = exitCode;
            Monitor.PulseAll(_gate);
            while (!_gone)
                Monitor.Wait(_gate);
        }
    }

    private void Run()
    {
        // As in the threads of the CPU engine, whose sums these continue.
        using SubnormalNumbers flushed = SubnormalNumbers.Flush();
        try
        {
            Connect();
        }
        catch (Exception e)
        {
            lock (_gate)
            {
                _connectError = e;
                Monitor.PulseAll(_gate);
            }

            return;
        }

        Serve();
        Finish();
    }

    private void Connect()
    {
        _mpi.Initialize();
        Rank = _mpi.Rank(_mpi.Family.World);
        Size = _mpi.Size(_mpi.Family.World);
        if (Size == 1 && _launch.Size > 1)
            throw new RanksException(LibraryAdvice.Alone(_launch.Launcher, _mpi.Version, _launch.Size));
        nint machine = _mpi.NewCommunicatorOfMachine();
        LocalRank = _mpi.Rank(machine);
        LocalSize = _mpi.Size(machine);
        Communicator = _mpi.NewCommunicator();
        _notices = new(_mpi, _mpi.NewCommunicator(), Rank, Size);
        lock (_gate)
        {
            Segments = new(_mpi, Communicator, Rank, Size);
            Monitor.PulseAll(_gate);
        }
    }

    // Until the process ends and the others know it.
    private void Serve()
    {
        var rest = new Rest(_gate);
        bool said = false;
        long leftAt = 0;
        while (true)
        {
            bool haveLeft = false;
            bool news = TakeNews(out string? ownFailure, out bool leaving, out bool wanted);
            try
            {
                if (ownFailure is not null && _failure is null)
                {
                    Break(Failure.Of(Rank, ownFailure));
                    _notices.Send(ownFailure, _made);
                }

                if (leaving && !said)
                {
                    said = true;
                    leftAt = Stopwatch.GetTimestamp();
                    _notices.Send(failure: null, _made);
                }

                news |= TakeNotices();
                news |= Advance();
                haveLeft = _notices.HaveLeft;
            }
            catch (RanksException e)
            {
                Break(new(e.Message, Rank: null));
            }
            catch (Exception e)
            {
                // As too little memory. The others are told next.
                Fail(e.Message);
            }

            if (said && ((_farewells.Count == Size - 1 && haveLeft)
                || (_failure is not null && Stopwatch.GetElapsedTime(leftAt) > _farewellLimit)))
            {
                return;
            }

            rest.After(news, wanted);
        }
    }

    private bool TakeNews(out string? ownFailure, out bool leaving, out bool wanted)
    {
        lock (_gate)
        {
            (ownFailure, leaving, wanted) = (_ownFailure, _exitCode is not null, _waiting > 0);
            bool news = _newCalls.Count > 0;
            while (_newCalls.TryDequeue(out Call? call))
                _calls.AddLast(call);
            if (_failure is not null)
                _calls.Clear();
            return news;
        }
    }

    private bool TakeNotices()
    {
        bool any = false;
        while (_notices.TryTake(out Notice? notice))
        {
            any = true;
            if (notice.Failure is not null)
                Break(Failure.Of(notice.Rank, notice.Failure));
            else
                _farewells[notice.Rank] = notice.Calls;
        }

        // A call that an ended process has not made will never end; one that it made it completes before it leaves.
        if (_calls.First is { Value.Number: long first })
        {
            foreach ((int rank, long calls) in _farewells)
            {
                if (calls < first)
                    Break(new($"Rank {rank} failed: its process ended before the others'.", rank));
            }
        }

        return any;
    }

    private bool Advance()
    {
        bool any = false;
        bool wasIdle = _underway.Count == 0;
        for (int i = 0; i < _underway.Count; i++)
        {
            (Call call, IStep step) = _underway[i];
            if (step.Advance())
            {
                any = true;
                _underway.RemoveAt(i--);
                call.Underway--;
                call.End(step);
            }
        }

        for (LinkedListNode<Call>? node = _calls.First; node is not null; node = node.Next)
        {
            while (!node.Value.AllStarted && _underway.Count < MaxUnderway)
            {
                IStep step = node.Value.Start();
                node.Value.Underway++;
                _underway.Add((node.Value, step));
                any = true;
            }
        }

        if (wasIdle && _underway.Count > 0)
            _busySince = Stopwatch.GetTimestamp();
        if (!wasIdle && _underway.Count == 0)
            Busy += Stopwatch.GetElapsedTime(_busySince);
        Retire();
        return any;
    }

    private void Retire()
    {
        long ended = 0;
        while (_calls.First is { Value: { AllStarted: true, Underway: 0 } call })
        {
            ended = call.Number;
            _calls.RemoveFirst();
        }

        if (ended > 0)
        {
            lock (_gate)
            {
                _ended = ended;
                Monitor.PulseAll(_gate);
            }
        }
    }

    // What is underway stays with MPI, which may still write into its buffers.
    private void Break(Failure failure)
    {
        _calls.Clear();
        _underway.Clear();
        lock (_gate)
        {
            _failure ??= failure;
            Monitor.PulseAll(_gate);
        }
    }

    private void Finish()
    {
        try
        {
            if (_failure is not null)
                _mpi.Abort(_exitCode is int code and not 0 ? code : 1);
            else if (_mpi.MayHangAtEnd && LocalSize < Size)
                Flush();
            else
                _mpi.Complete();
        }
        catch (RanksException)
        {
            // All have said that they are done.
        }
        finally
        {
            lock (_gate)
            {
                _gone = true;
                Monitor.PulseAll(_gate);
            }
        }
    }

    // Instead of MPI_Finalize: what MPI has taken may still be in the process.
    private void Flush()
    {
        try
        {
            for (int i = 0; i < 20; i++)
            {
                _ = TakeNotices();
                Thread.Sleep(10);
            }
        }
        catch (RanksException)
        {
            // Another process has ended by now, and its connection with it.
        }
    }
}
