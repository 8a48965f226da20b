using System.Collections.Concurrent;
using System.Globalization;
using AlexNetPS.Tests.Engines;
using AlexNetPS.Training.Sweeps;
using AlexNetPS.Training.Sweeps.Jobs;

namespace AlexNetPS.Tests.Training.Sweeps.Jobs;

public sealed class RowFolderTests : IDisposable
{
    private const string FolderVariable = "ALEXNETPS_TEST_ROWS";

    private const int Rows = 300;

    private static readonly string[] _rows =
        [.. Enumerable.Range(1, Rows).Select(row => row.ToString("0000", CultureInfo.InvariantCulture))];

    private readonly string _root = Directory.CreateTempSubdirectory("alexnet-rows").FullName;
    private readonly RowFolder _folder;

    public RowFolderTests()
    {
        _folder = new(_root);
        _folder.Create(_rows);
    }

    public void Dispose() => Directory.Delete(_root, true);

    [Fact]
    public void EachRowIsClaimedOnceByManyThreads()
    {
        Assert.Equal(_rows, ClaimAll(16, SweepRunStatus.Completed).Order());
        Assert.Equal(_rows, Names("done"));
    }

    [Fact]
    public void EachRowIsClaimedOnceByManyProcesses()
    {
        var claimed = new ConcurrentQueue<string>();
        Parallel.For(0, 4, new() { MaxDegreeOfParallelism = 4 }, _ => Array.ForEach(OwnProcess.Run(
            (typeof(RowFolderTests), nameof(Child)), $"{FolderVariable}={_root}"), claimed.Enqueue));
        Assert.Equal(_rows, claimed.Order());
        Assert.Equal(_rows, Names("done"));
    }

    [Fact(Explicit = true), Trait("Category", "Child")]
    public void Child() => OwnProcess.Report(
        ClaimAll(4, SweepRunStatus.Completed, new(Environment.GetEnvironmentVariable(FolderVariable)!)));

    [Fact]
    public void TheRowsOfDeadWorkersAreClaimedOnceMore()
    {
        string[] claimed = ClaimAll(4, status: null);
        Assert.Equal(_rows, claimed.Order());
        // Those workers have ended without a word.
        Assert.Equal(Rows, _folder.Claims.Count);
        Assert.Equal(_rows, ClaimAll(16, SweepRunStatus.Completed).Order());
    }

    [Fact]
    public void TheRowsOfLivingWorkersAreNot()
    {
        using RowWorker living = new(_folder, null), other = new(_folder, null);
        while (_folder.Claim(living) is not null)
        {
        }

        Assert.Null(_folder.Claim(other));
        _folder.Release("0007", living, SweepRunStatus.Stopped);
        Assert.Equal("0007", _folder.Claim(other));
        Assert.Equal(other.Name, _folder.Claims["0007"]);
        // What was taken from a worker is not its own to give back.
        _folder.Release("0007", living, SweepRunStatus.Completed);
        Assert.Empty(Names("done"));
    }

    [Fact]
    public void ARowThatFailedIsTriedAgainByAnotherJob()
    {
        var first = new SlurmJob(12, 1, 0);
        using (var worker = new RowWorker(_folder, first))
        {
            while (_folder.Claim(worker) is string row)
                _folder.Release(row, worker, row == "0003" ? SweepRunStatus.Failed : SweepRunStatus.Completed);
        }

        using RowWorker same = new(_folder, first with { Task = 2 }), later = new(_folder, new(13, 1, 0));
        Assert.Null(_folder.Claim(same));
        Assert.Equal("0003", _folder.Claim(later));
    }

    [Fact]
    public void WhereNobodySeesWhoHoldsAFileSlurmSaysWhoIsGoing()
    {
        var job = new SlurmJob(12, 3, 1);
        string row;
        using (var dead = new RowWorker(_folder, job, _ => true))
        {
            row = _folder.Claim(dead)!;
            ClaimRest(dead);
        }

        using (var worker = new RowWorker(_folder, new(12, 4, 0), other => other == job))
            Assert.Null(_folder.Claim(worker));
        // The same element after it was put back into the queue, whatever Slurm says of it.
        using (var worker = new RowWorker(_folder, job with { Restart = 2 }, _ => true))
            Assert.Equal(row, _folder.Claim(worker));
        using (var worker = new RowWorker(_folder, new(12, 4, 0), _ => false))
            Assert.NotNull(_folder.Claim(worker));
    }

    [Fact]
    public void RowsThatAreDoneCanWaitAgain()
    {
        ClaimAll(1, SweepRunStatus.Completed);
        _folder.Repeat(["0002", "0009", "nothing"]);
        Assert.Equal(["0002", "0009"], Names("waiting"));
    }

    private string[] ClaimAll(int threads, SweepRunStatus? status, RowFolder? folder = null)
    {
        folder ??= _folder;
        var claimed = new ConcurrentQueue<string>();
        var workers = Enumerable.Range(0, threads).Select(_ => new RowWorker(folder, null)).ToArray();
        Thread[] running = [.. workers.Select(worker => new Thread(() =>
        {
            while (folder.Claim(worker) is string row)
            {
                claimed.Enqueue(row);
                if (status is SweepRunStatus ended)
                    folder.Release(row, worker, ended);
            }
        }))];
        Array.ForEach(running, thread => thread.Start());
        Array.ForEach(running, thread => thread.Join());
        Array.ForEach(workers, worker => worker.Dispose());
        return [.. claimed];
    }

    private void ClaimRest(RowWorker worker)
    {
        while (_folder.Claim(worker) is not null)
        {
        }
    }

    private IEnumerable<string> Names(string state) =>
        Directory.GetFiles(Path.Combine(_root, RowFolder.Name, state)).Select(file => Path.GetFileName(file)).Order();
}
