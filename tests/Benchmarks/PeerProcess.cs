using System.Diagnostics;
using System.Globalization;

namespace AlexNetPS.Benchmarks;

/// <summary>PyTorch on the same network and batch: tests/peers/step_benchmark.py, which prints one number.</summary>
internal static class PeerProcess
{
    /// <summary>Best images per second.</summary>
    public static double ImagesPerSecond(string network, int batch, bool training, int seconds, int threads)
    {
        string python = Environment.GetEnvironmentVariable("ALEXNETPS_PEER_PYTHON") ?? "/usr/bin/python3";
        var start = new ProcessStartInfo(python)
        {
            RedirectStandardOutput = true,
            ArgumentList = { Script(), network, batch.ToString(CultureInfo.InvariantCulture), training ? "train" : "predict", seconds.ToString(CultureInfo.InvariantCulture), threads.ToString(CultureInfo.InvariantCulture) },
        };
        // The system's OpenBLAS beside PyTorch is the fast one; left alone, it takes this processor for an older one.
        const string OpenBlas = "/usr/lib/x86_64-linux-gnu/openblas-pthread/libopenblas.so.0";
        if (File.Exists(OpenBlas))
        {
            start.Environment["LD_PRELOAD"] = OpenBlas;
            if (System.Runtime.Intrinsics.X86.Avx512F.IsSupported) start.Environment["OPENBLAS_CORETYPE"] = "SKYLAKEX";
        }

        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{Script()} failed; it needs Python with PyTorch (set ALEXNETPS_PEER_PYTHON).");
        return double.Parse(output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1], CultureInfo.InvariantCulture);
    }

    private static string Script()
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            string script = Path.Combine(folder, "tests", "peers", "step_benchmark.py");
            if (File.Exists(script)) return script;
        }

        throw new FileNotFoundException("tests/peers/step_benchmark.py was not found above the benchmark.");
    }
}
