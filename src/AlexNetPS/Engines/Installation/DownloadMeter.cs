using System.Diagnostics;

namespace AlexNetPS.Engines.Installation;

/// <summary>Progress of an installation.</summary>
/// <param name="Activity">Package in progress, or the step.</param>
/// <param name="Bytes">Bytes on disk, with those of earlier attempts.</param>
/// <param name="Total">Bytes of all packages; 0 if not known.</param>
/// <param name="PerSecond">Bytes per second of this attempt.</param>
/// <param name="Remaining">Estimate; null if not known.</param>
public sealed record InstallProgress(string Activity, long Bytes, long Total, double PerSecond, TimeSpan? Remaining);

/// <summary>Measures the rate of a download of several packages.</summary>
internal sealed class DownloadMeter(long total, IProgress<InstallProgress>? progress)
{
    private readonly Stopwatch _time = Stopwatch.StartNew();
    private string _activity = "";
    private long _before, _current, _received;

    /// <summary>Starts the next package.</summary>
    public void Next(string activity)
    {
        (_before, _current, _activity) = (_before + _current, 0, activity);
        Report();
    }

    /// <summary>Sets the bytes of the current package that are on disk.</summary>
    public void Set(long bytes)
    {
        // The first report of a package that continues includes what an earlier attempt left.
        if (bytes > _current && _current > 0)
            _received += bytes - _current;
        _current = bytes;
        Report();
    }

    private void Report()
    {
        long done = _before + _current;
        double rate = _received / Math.Max(_time.Elapsed.TotalSeconds, 0.001);
        TimeSpan? remaining = total > 0 && rate > 0 ? TimeSpan.FromSeconds(Math.Max(0, total - done) / rate) : null;
        progress?.Report(new(_activity, done, total, rate, remaining));
    }
}
