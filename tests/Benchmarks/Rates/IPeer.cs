namespace AlexNetPS.Benchmarks.Rates;

/// <summary>A program that does the same work in a process of its own.</summary>
internal interface IPeer
{
    /// <summary>Head of its column.</summary>
    string Name { get; }

    /// <summary>Whether it is asked for this.</summary>
    bool Does(RateSetting setting);

    /// <summary>Repeats steps for some seconds, at least one after a first.</summary>
    /// <exception cref="PeerException">It is not available, or failed.</exception>
    Rate Measure(RateSetting setting, double seconds);
}
