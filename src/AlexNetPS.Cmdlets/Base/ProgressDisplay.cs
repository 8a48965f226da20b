using System.Management.Automation;
using AlexNetPS.Formats.Text;
using AlexNetPS.Ranks;

namespace AlexNetPS.Cmdlets.Base;

/// <summary>
/// Progress bars of one operation: set by workers, drawn by the pipeline thread a few times a second. In the output of
/// MPI, which is no terminal, rank 0 writes them as a line now and then, and the others nothing.
/// </summary>
internal sealed class ProgressDisplay
{
    /// <summary>Time between two redraws.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// Delay before the first bar, so that short work shows none. Tests set it to be independent of timing.
    /// </summary>
    public static TimeSpan Silence { get; set; } = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan _lineInterval = TimeSpan.FromMinutes(1);

    private static readonly int? _rank = RankGroups.StartedRank;

    private readonly List<ProgressBar> _bars = [];
    private readonly DateTime _start = DateTime.UtcNow;
    private DateTime _drawn;

    /// <summary>Adds a bar; a parent makes it nested.</summary>
    public ProgressBar Add(string activity, ProgressBar? parent = null)
    {
        var bar = new ProgressBar(_bars.Count + 1, activity, parent?.Id ?? -1);
        _bars.Add(bar);
        return bar;
    }

    /// <summary>Redraws the changed bars if the interval has passed.</summary>
    public void Draw(PSCmdlet cmdlet)
    {
        DateTime now = DateTime.UtcNow;
        if (_rank is not null)
        {
            DrawLine(cmdlet, now);
            return;
        }

        if (now - _start < Silence || now - _drawn < Interval)
            return;
        _drawn = now;
        foreach (ProgressBar bar in _bars)
        {
            if (bar.TakeChange() is ProgressRecord record)
                cmdlet.WriteProgress(record);
        }
    }

    private void DrawLine(PSCmdlet cmdlet, DateTime now)
    {
        if (_rank > 0 || now - _start < _lineInterval || now - _drawn < _lineInterval
            || !new DisplayPreferences(cmdlet).ShowsLines)
        {
            return;
        }

        ProgressRecord[] records = [.. _bars.Select(bar => bar.TakeChange()).OfType<ProgressRecord>()];
        if (records.Length == 0)
            return;
        _drawn = now;
        int left = records.Max(record => record.SecondsRemaining);
        cmdlet.Host.UI.WriteLine(LogText.Of($"{records[0].Activity}: "
            + string.Join(", ", records.Select(record => record.StatusDescription))
            + (left > 0 ? $"; {TimeSpan.FromSeconds(left)} left" : "")));
    }

    /// <summary>Removes the bars, inner ones first; called when the work ends, also after a failure.</summary>
    public void Complete(PSCmdlet cmdlet)
    {
        foreach (ProgressBar bar in _rank is null ? Enumerable.Reverse(_bars) : [])
        {
            if (bar.TakeCompletion() is ProgressRecord record)
                cmdlet.WriteProgress(record);
        }
    }
}
