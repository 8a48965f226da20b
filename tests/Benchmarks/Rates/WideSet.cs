using System.Diagnostics;
using System.Runtime.Intrinsics.X86;

namespace AlexNetPS.Benchmarks.Rates;

/// <summary>AVX-512, and how to do without it on a processor that has it.</summary>
internal static class WideSet
{
    private const string Ours = "DOTNET_EnableAVX512";

    // MKL, oneDNN and OpenBLAS are the libraries of PyTorch and libtorch.
    private static readonly Dictionary<string, string> _off = new()
    {
        [Ours] = "0",
        ["ATEN_CPU_CAPABILITY"] = "avx2",
        ["ONEDNN_MAX_CPU_ISA"] = "AVX2",
        ["MKL_ENABLE_INSTRUCTIONS"] = "AVX2",
        ["OPENBLAS_CORETYPE"] = "HASWELL"
    };

    public static bool IsOn => Avx512F.IsSupported;

    /// <summary>What was switched off in this process and those that it starts; null for nothing.</summary>
    public static string? WhatIsOff => Environment.GetEnvironmentVariable(Ours) == "0"
        ? $"AVX-512 is switched off ({string.Join(", ", _off.Select(pair => $"{pair.Key}={pair.Value}"))}), but not "
            + "in ONNX Runtime, which has no such switch."
        : null;

    /// <summary>Runs this program again without AVX-512, in all processes it starts too.</summary>
    public static int RunWithout(string[] arguments)
    {
        string[] command = OwnProcess.Command(arguments);
        var start = new ProcessStartInfo(command[0], command.Skip(1));
        foreach ((string name, string value) in _off)
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
