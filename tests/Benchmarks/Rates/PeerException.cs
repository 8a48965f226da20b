namespace AlexNetPS.Benchmarks.Rates;

/// <summary>Thrown if a program cannot be compared with; the message says why.</summary>
internal sealed class PeerException(string message, Exception? inner = null)
    : InvalidOperationException(message, inner);
