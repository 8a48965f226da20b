using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AlexNetPS.Engines.Cpu.Threads;

/// <summary>
/// Floating-point control register of the current thread (x86: MXCSR, ARM: FPCR), accessed through the C library:
/// fegetenv and fesetenv, whose structure holds it, and _controlfp_s on Windows.
/// </summary>
internal sealed unsafe class FloatingPointControl
{
    // Larger than any platform's fenv_t (x86: 32 bytes, ARM: 8 or 16).
    private const int Words = 16;
    private const uint WindowsDenormalMask = 0x03000000, WindowsFlush = 0x01000000;

    private readonly delegate* unmanaged[SuppressGCTransition]<uint*, int> _get, _set;
    private readonly delegate* unmanaged[SuppressGCTransition]<uint*, uint, uint, int> _control;
    private readonly int _word;

    private FloatingPointControl(nint get, nint set, int word, uint flushBits)
    {
        _get = (delegate* unmanaged[SuppressGCTransition]<uint*, int>)get;
        _set = (delegate* unmanaged[SuppressGCTransition]<uint*, int>)set;
        (_word, FlushBits) = (word, flushBits);
    }

    private FloatingPointControl(nint control)
    {
        _control = (delegate* unmanaged[SuppressGCTransition]<uint*, uint, uint, int>)control;
        FlushBits = WindowsFlush;
    }

    /// <summary>Bits that flush subnormal operands and results to zero.</summary>
    public uint FlushBits { get; }

    /// <summary>Returns the control of this platform; null if it is unknown or does not work as documented.</summary>
    public static FloatingPointControl? Find()
    {
        FloatingPointControl? control = OperatingSystem.IsWindows() ? OfWindows() : OfC();
        return control is not null && control.Works() ? control : null;
    }

    public uint Read()
    {
        if (_control is not null)
        {
            uint value;
            _ = _control(&value, 0, 0);
            return value;
        }

        uint* environment = stackalloc uint[Words];
        _ = _get(environment);
        return environment[_word];
    }

    public void Write(uint value)
    {
        uint* environment = stackalloc uint[Words];
        if (_control is not null)
        {
            _ = _control(environment, value, WindowsDenormalMask);
            return;
        }

        _ = _get(environment);
        environment[_word] = value;
        _ = _set(environment);
    }

    private static FloatingPointControl? OfWindows() =>
        NativeLibrary.TryLoad("ucrtbase.dll", out nint library)
            && NativeLibrary.TryGetExport(library, "_controlfp_s", out nint control) ? new(control) : null;

    private static FloatingPointControl? OfC()
    {
        // Position of the register in fenv_t, and its bits "flush to zero" and "denormals are zero".
        (int Word, uint Bits)? place = (RuntimeInformation.ProcessArchitecture, OperatingSystem.IsMacOS()) switch
        {
            (Architecture.X64, false) => (7, 0x8040),
            (Architecture.X64, true) => (1, 0x8040),
            (Architecture.Arm64, false) => (0, 1 << 24),
            (Architecture.Arm64, true) => (2, 1 << 24),
            _ => null,
        };
        if (place is not (int word, uint bits))
            return null;
        foreach (string name in (string[])["libm.so.6", "libc.so", "libSystem.dylib"])
        {
            if (NativeLibrary.TryLoad(name, out nint library)
                && NativeLibrary.TryGetExport(library, "fegetenv", out nint get)
                && NativeLibrary.TryGetExport(library, "fesetenv", out nint set))
            {
                return new(get, set, word, bits);
            }
        }

        return null;
    }

    // Tested by computing: another C library may use another layout of the structure.
    private bool Works()
    {
        uint previous = Read();
        Write(previous | FlushBits);
        bool flushed = Half(1.2e-38f) == 0;
        Write(previous);
        return flushed && Half(1.2e-38f) != 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float Half(float value) => value * 0.5f;
}
