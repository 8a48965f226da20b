using System.Diagnostics;
using System.Globalization;

namespace AlexNetPS.Fuzz;

/// <summary>The process that reads: changes inputs, keeps those with new branches, writes down finds.</summary>
internal sealed class FuzzLoop
{
    private static readonly TimeSpan _hang = TimeSpan.FromSeconds(15), _report = TimeSpan.FromSeconds(15);

    private readonly FuzzTarget _target;
    private readonly FuzzFolder _folder;
    private readonly CoverageMap _map;
    private readonly Corpus _corpus;
    private readonly Verdict _verdict;
    private readonly Random _random;
    private readonly CurrentInput _current;
    private long _executions, _inputStart;

    public FuzzLoop(FuzzTarget target, CoverageMap map, FuzzFolder folder, string scratch, int seed)
    {
        (_target, _map, _folder, _random) = (target, map, folder, new Random(seed));
        _corpus = new(folder.Corpus, _map, _random);
        _verdict = new(target, Directory.CreateDirectory(Path.Combine(scratch, "files")).FullName);
        _current = new(folder.CurrentInput, create: true);
    }

    public void Run(TimeSpan duration, string scratch)
    {
        new Thread(WatchForHangs) { IsBackground = true }.Start();
        byte[][] first = [.. _target.Seeds(scratch), .. _corpus.Stored()];
        foreach (byte[] input in first)
            Try(input);
        if (_corpus.Count == 0)
            throw new InvalidOperationException("No seed takes a branch: the library is not instrumented.");
        var mutation = new Mutation(_target, _random);
        var clock = Stopwatch.StartNew();
        TimeSpan reported = default;
        while (clock.Elapsed < duration)
        {
            Try(mutation.Of(_corpus.Next(), _corpus.Any()));
            if (clock.Elapsed - reported > _report)
            {
                reported = clock.Elapsed;
                Report();
            }
        }

        Report();
    }

    private void Try(byte[] input)
    {
        _current.Set(input);
        Interlocked.Exchange(ref _inputStart, Stopwatch.GetTimestamp());
        _map.Clear();
        Find? find = _verdict.Of(input);
        _executions++;
        if (find is not null)
            Keep(input, find);
        if (!_map.IsNew())
            return;
        // Branches of other threads, and of what is done once only, are not the input's.
        _map.Clear();
        _verdict.Of(input);
        if (_map.IsNew())
            _corpus.Add(input);
    }

    private void Keep(byte[] input, Find find)
    {
        // What is compiled or set up for the first time takes time and memory of its own.
        if (find.Kind is "slow" or "memory" && _verdict.Of(input) is null)
            return;
        _folder.Keep(input, find);
    }

    private void Report() => _folder.WriteStatus(new(_executions, _corpus.Count, _map.Edges,
        Environment.CpuUsage.TotalTime.TotalSeconds));

    private void WatchForHangs()
    {
        long watched = 0;
        TimeSpan before = default;
        while (true)
        {
            Thread.Sleep(500);
            long start = Interlocked.Read(ref _inputStart);
            if (start != watched)
            {
                (watched, before) = (start, Environment.CpuUsage.TotalTime);
                continue;
            }

            TimeSpan used = Environment.CpuUsage.TotalTime - before;
            if (start != 0 && (used > _hang || Stopwatch.GetElapsedTime(start) > 20 * _hang))
            {
                Report();
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"hang: {used.TotalSeconds:0} s of processor time for one input"));
                Environment.Exit(FuzzProcess.HangCode);
            }
        }
    }
}
