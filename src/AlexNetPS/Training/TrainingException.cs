namespace AlexNetPS.Training;

/// <summary>A run that cannot start or go on; the message says why and what to change.</summary>
public sealed class TrainingException(string message, Exception? inner = null) : Exception(message, inner);
