namespace AlexNetPS.Engines.Cpu.Threads;

/// <summary>
/// Flushes subnormal numbers (below 2^-126) to zero on the current thread during its lifetime. Such numbers occur
/// wherever a value decays (the momentum of a dead unit, the gradient of a memorized image), do not affect the result,
/// and cost over a hundred cycles per operation: steps took up to twenty times as long. On platforms without a known
/// way to flush them, they are computed.
/// </summary>
internal readonly struct SubnormalNumbers : IDisposable
{
    private static readonly FloatingPointControl? _control = FloatingPointControl.Find();

    private readonly uint _previous;
    private readonly bool _changed;

    private SubnormalNumbers(uint previous) => (_previous, _changed) = (previous, true);

    /// <summary>Whether this platform can flush subnormal numbers.</summary>
    public static bool CanFlush => _control is not null;

    /// <summary>Starts flushing; disposing on the same thread restores the previous state.</summary>
    public static SubnormalNumbers Flush()
    {
        if (_control is not { } control)
            return default;
        uint previous = control.Read();
        if ((previous & control.FlushBits) == control.FlushBits)
            return default;
        control.Write(previous | control.FlushBits);
        return new(previous);
    }

    public void Dispose()
    {
        if (_changed)
            _control!.Write(_previous);
    }
}
