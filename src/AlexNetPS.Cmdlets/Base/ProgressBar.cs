using System.Management.Automation;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Cmdlets.Base;

/// <summary>Latest state of one activity. Any thread may report; the pipeline thread draws.</summary>
internal sealed class ProgressBar(int id, string activity, int parentId)
{
    private readonly string _activity = TerminalText.OfLine(activity);
    private State? _latest;
    private bool _shown;

    private sealed record State(string Status, double Fraction, TimeSpan? Remaining);

    public int Id => id;

    /// <summary>Sets the status and the fraction done, which is clamped to 0..1.</summary>
    public void Report(string status, double fraction, TimeSpan? remaining) =>
        Volatile.Write(ref _latest, new State(status, fraction, remaining));

    public ProgressRecord? TakeChange()
    {
        if (Interlocked.Exchange(ref _latest, null) is not State state)
            return null;
        _shown = true;
        double percent = double.IsNaN(state.Fraction) ? 0 : Math.Clamp(state.Fraction * 100, 0, 100);
        string status = TerminalText.OfLine(state.Status);
        // The host appends the remaining time.
        return new ProgressRecord(id, _activity, status.Length > 0 ? status : " ")
        {
            ParentActivityId = parentId,
            PercentComplete = (int)percent,
            SecondsRemaining = state.Remaining is TimeSpan left
                ? (int)Math.Clamp(left.TotalSeconds, 0, int.MaxValue)
                : -1,
        };
    }

    public ProgressRecord? TakeCompletion() => !_shown ? null : new ProgressRecord(id, _activity, " ")
    {
        ParentActivityId = parentId,
        RecordType = ProgressRecordType.Completed,
    };
}
