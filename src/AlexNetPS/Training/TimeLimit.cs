using AlexNetPS.Training.Runs;

namespace AlexNetPS.Training;

/// <summary>
/// Ends a session after an amount of time, between two steps. Not before its first step, so that a run gets on however
/// short its sessions are.
/// </summary>
/// <param name="limit">The time; null for no limit.</param>
/// <param name="clock">Clock of the session.</param>
internal sealed class TimeLimit(TimeSpan? limit, TimeProvider clock) : ITrainingListener
{
    // PowerShell reads a number as units of 100 ns, and hardly any training lasts as long.
    private static readonly TimeSpan _least = TimeSpan.FromMilliseconds(1);

    private long _begun;
    private bool _stepped;

    /// <summary>Whether the session ends now.</summary>
    public bool IsReached => limit is TimeSpan time && _stepped && clock.GetElapsedTime(_begun) >= time;

    /// <summary>Why the run has stopped.</summary>
    public string Reason => $"Stopped after {limit} of training, by MaxDuration.";

    /// <exception cref="TrainingException">The limit is too short to be meant.</exception>
    public static void Check(TimeSpan? limit)
    {
        if (limit < _least)
        {
            throw new TrainingException($"MaxDuration is {limit}; it must be at least {_least.TotalMilliseconds} ms. Give "
                + "hours, minutes and seconds, such as 00:30:00 for half an hour.");
        }
    }

    public void Started(TrainingState state) => _begun = clock.GetTimestamp();

    public TrainingState StepCompleted(TrainingState state)
    {
        _stepped = true;
        return state;
    }
}
