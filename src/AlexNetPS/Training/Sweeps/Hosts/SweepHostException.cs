namespace AlexNetPS.Training.Sweeps.Hosts;

/// <summary>A machine cannot train runs of a sweep; other machines can.</summary>
public sealed class SweepHostException : Exception
{
    /// <param name="message">Why, without the name of the machine.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public SweepHostException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
