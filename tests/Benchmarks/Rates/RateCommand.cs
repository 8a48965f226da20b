using System.Globalization;
using AlexNetPS.Engines;
using Microsoft.ML.OnnxRuntime;

namespace AlexNetPS.Benchmarks.Rates;

/// <summary>What this program does as the process of a peer: prints its rate, or one line of error.</summary>
internal static class RateCommand
{
    public static int Run(string[] arguments)
    {
        try
        {
            Console.WriteLine(arguments switch
            {
                ["rate", string device, string network, string batch, string mode, string seconds, string precision] =>
                    EngineRate.Measure(device, new(network, Whole(batch), mode == "train"), Number(seconds),
                        Enum.Parse<NetworkPrecision>(precision)),
                ["onnx-rate", string file, string batch, string seconds] =>
                    OnnxRuntimeRate.Measure(file, Whole(batch), Number(seconds)),
                _ => throw new FormatException($"'{string.Join(' ', arguments)}' lacks arguments.")
            });
            return 0;
        }
        catch (Exception e) when (e is EngineException or OnnxRuntimeException or DllNotFoundException
            or TypeInitializationException or FormatException)
        {
            Console.Error.WriteLine(e.GetBaseException().Message.ReplaceLineEndings(" "));
            return 1;
        }
    }

    private static int Whole(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
