namespace AlexNetPS.Benchmarks.Rates;

/// <summary>
/// With what peers are started that the machine itself may not have: a program's path, or words separated by blanks.
/// </summary>
internal static class PeerCommand
{
    private const string DebianPython = "/usr/bin/python3";

    /// <summary>A Python with PyTorch.</summary>
    public static string[] Python => Words("ALEXNETPS_PEER_PYTHON") is { Length: > 0 } own ? own : [DebianPython];

    /// <summary>Settings of a Python that nobody chose.</summary>
    public static IReadOnlyDictionary<string, string> PythonEnvironment
    {
        get
        {
            // The system's OpenBLAS beside PyTorch 1.13 is the fast one; left alone, it takes newer processors for an
            // older one.
            const string OpenBlas = "/usr/lib/x86_64-linux-gnu/openblas-pthread/libopenblas.so.0";
            var found = new Dictionary<string, string>();
            if (Python is not [DebianPython] || !File.Exists(OpenBlas))
                return found;
            found["LD_PRELOAD"] = OpenBlas;
            if (WideSet.IsOn)
                found["OPENBLAS_CORETYPE"] = "SKYLAKEX";
            return found;
        }
    }

    /// <summary>What stands in front of this program where it runs libtorch; may be empty.</summary>
    public static string[] Libtorch => Words("ALEXNETPS_PEER_LIBTORCH");

    private static string[] Words(string variable)
    {
        string text = Environment.GetEnvironmentVariable(variable) ?? "";
        return File.Exists(text) ? [text] : text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }
}
