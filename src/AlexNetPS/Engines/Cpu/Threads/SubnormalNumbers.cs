namespace AlexNetPS.Engines.Cpu.Threads;

/// <summary>
/// Has the processor take numbers below 2^-126 for zero on the current thread while it lives. Such numbers come up
/// wherever a value decays (the momentum of a dead unit, the gradient of an image that is known by heart), mean
/// nothing to the result, and cost over a hundred cycles an operation: steps were seen to take twenty times as long.
/// Where a platform has no known way to say so, the numbers are simply computed.
/// </summary>
internal readonly struct SubnormalNumbers : IDisposable
{
    private static readonly FloatingPointControl? _control = FloatingPointControl.Find();

    private readonly uint _previous;
    private readonly bool _changed;

    private SubnormalNumbers(uint previous) => (_previous, _changed) = (previous, true);

    /// <summary>Whether this platform can do it.</summary>
    public static bool CanFlush => _control is not null;

    /// <summary>Begins; disposing it on the same thread restores what was.</summary>
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
