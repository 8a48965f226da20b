using System.Management.Automation;

namespace AlexNetPS.Cmdlets.Base;

/// <summary>
/// Progress bars of one operation: set by workers, drawn by the pipeline thread a few times a second.
/// </summary>
internal sealed class ProgressDisplay
{
    /// <summary>Time between two redraws.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// Delay before the first bar, so that short work shows none. Tests set it to be independent of timing.
    /// </summary>
    public static TimeSpan Silence { get; set; } = TimeSpan.FromSeconds(2);

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
        if (now - _start < Silence || now - _drawn < Interval)
            return;
        _drawn = now;
        foreach (ProgressBar bar in _bars)
        {
            if (bar.TakeChange() is ProgressRecord record)
                cmdlet.WriteProgress(record);
        }
    }

    /// <summary>Removes the bars, inner ones first; called when the work ends, also after a failure.</summary>
    public void Complete(PSCmdlet cmdlet)
    {
        foreach (ProgressBar bar in Enumerable.Reverse(_bars))
        {
            if (bar.TakeCompletion() is ProgressRecord record)
                cmdlet.WriteProgress(record);
        }
    }
}
