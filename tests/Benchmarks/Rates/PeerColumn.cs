namespace AlexNetPS.Benchmarks.Rates;

/// <summary>A peer over all rows of a table, and what there is to say about it below.</summary>
internal sealed class PeerColumn(IPeer peer)
{
    private readonly List<string> _programs = [], _problems = [];
    private bool _isMissing;

    public string Name => peer.Name;

    /// <summary>The programs that were measured; then what was not, and why.</summary>
    public IEnumerable<string> Notes => [.. _programs, .. _problems];

    /// <summary>The rate; null if there is none.</summary>
    public Rate? Measure(RateSetting setting, double seconds)
    {
        if (_isMissing || !peer.Does(setting))
            return null;
        try
        {
            Rate rate = peer.Measure(setting, seconds);
            if (!_programs.Contains(rate.Program))
                _programs.Add(rate.Program);
            return rate;
        }
        catch (PeerException e)
        {
            // What fails at once is not there; what fails later cannot do this row.
            _isMissing = _programs.Count == 0;
            _problems.Add($"{Name}{(_isMissing ? "" : $", {setting}")}: not available: {e.Message}");
            return null;
        }
    }
}
