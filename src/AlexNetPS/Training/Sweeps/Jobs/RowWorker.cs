using AlexNetPS.Formats.Files;

namespace AlexNetPS.Training.Sweeps.Jobs;

/// <summary>
/// A process that claims rows. It holds a file of its name before it claims one and until it ends, however it ends; the
/// name also has the Slurm job, because some shared folders do not pass on who holds a file.
/// </summary>
internal sealed class RowWorker : IDisposable
{
    private readonly RowFolder _rows;
    private readonly SlurmJob? _job;
    private readonly Func<SlurmJob, bool> _isGoing;
    private readonly FileStream _held;

    /// <param name="rows">The rows.</param>
    /// <param name="job">The Slurm job of this process; null outside of Slurm.</param>
    /// <param name="isGoing">Whether a Slurm job is going on; by default Slurm is asked.</param>
    /// <exception cref="IOException">Its file cannot be written.</exception>
    public RowWorker(RowFolder rows, SlurmJob? job, Func<SlurmJob, bool>? isGoing = null)
    {
        (_rows, _job, _isGoing) = (rows, job, isGoing ?? (other => other.IsGoing()));
        string place = $"{HostName}.{Guid.NewGuid().ToString("N")[..8]}";
        Name = job is null ? place : $"{job}.{place}";
        _held = LockFile.Take(FileOf(Name), FileOptions.DeleteOnClose, FileMode.CreateNew);
    }

    /// <summary>Name, unique in the sweep: JOB.HOST.NUMBER in Slurm, otherwise HOST.NUMBER.</summary>
    public string Name { get; }

    // What may be in the name of a file.
    private static string HostName =>
        string.Concat(Environment.MachineName.Where(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'));

    /// <summary>
    /// Whether a worker has ended. In doubt it has not: no row is trained by two.
    /// </summary>
    public bool IsDead(string worker)
    {
        if (worker == Name || LockFile.IsHeld(FileOf(worker)))
            return false;
        if (SlurmJob.Of(worker) is not SlurmJob job)
            return true;
        // The same element, before it was put back into the queue.
        bool isEarlier = _job is not null && job.Id == _job.Id && job.Restart < _job.Restart;
        return isEarlier || !_isGoing(job);
    }

    /// <summary>Whether a worker is an element of the same job array as this one.</summary>
    public bool IsOfSameJob(string worker) => _job is not null && SlurmJob.Of(worker)?.Array == _job.Array;

    /// <inheritdoc/>
    public void Dispose() => _held.Dispose();

    private string FileOf(string worker) => Path.Combine(_rows.Workers, worker);
}
