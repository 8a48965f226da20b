using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;

namespace AlexNetPS.Benchmarks.Rates;

/// <summary>The rate of ONNX Runtime; what the process of an <see cref="OnnxRuntimePeer"/> does.</summary>
internal static class OnnxRuntimeRate
{
    public static Rate Measure(string file, int batch, double seconds)
    {
        using var options = new SessionOptions { IntraOpNumThreads = Environment.ProcessorCount };
        using var session = new InferenceSession(file, options);
        using OrtValue images = Tensor(session.InputMetadata["images"]), logits =
            Tensor(session.OutputMetadata["logits"]);
        using var run = new RunOptions();
        double best = 0;
        Step();
        long begin = Stopwatch.GetTimestamp();
        do
        {
            long start = Stopwatch.GetTimestamp();
            Step();
            best = Math.Max(best, batch / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        while (Stopwatch.GetElapsedTime(begin).TotalSeconds < seconds);
        return Rate.OfThisProcess(best, $"ONNX Runtime {OrtEnv.Instance().GetVersionString()}");

        void Step() => session.Run(run, ["images"], [images], ["logits"], [logits]);

        OrtValue Tensor(NodeMetadata metadata)
        {
            long[] shape = [batch, .. metadata.Dimensions.Skip(1).Select(size => (long)size)];
            return OrtValue.CreateTensorValueFromMemory(
                StepRunner.Images(shape.Aggregate(1, (count, size) => count * (int)size)), shape);
        }
    }
}
