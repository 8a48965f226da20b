using AlexNetPS.Formats.Text;

namespace AlexNetPS.Training;

/// <summary>A run that cannot start or continue; the message states the reason and what to change.</summary>
public sealed class TrainingException(string message, Exception? inner = null)
    : Exception(MessageText.Of(message), inner)
{
    /// <summary>Whether every rank of the run throws it, so that none has to be told.</summary>
    internal bool IsOnAllRanks { get; init; }
}
