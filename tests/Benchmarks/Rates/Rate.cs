using System.Diagnostics;
using System.Globalization;

namespace AlexNetPS.Benchmarks.Rates;

/// <summary>What a program reached, as the line that it prints: "149.23 1024 ONNX Runtime 1.31.1".</summary>
/// <param name="ImagesPerSecond">Of the fastest step.</param>
/// <param name="Megabytes">The most memory that the process held.</param>
/// <param name="Program">Name and version of the program.</param>
internal sealed record Rate(double ImagesPerSecond, double Megabytes, string Program)
{
    /// <summary>The rate that this process reached.</summary>
    public static Rate OfThisProcess(double imagesPerSecond, string program)
    {
        using Process self = Process.GetCurrentProcess();
        return new(imagesPerSecond, self.PeakWorkingSet64 >> 20, program);
    }

    public static Rate Parse(string line) => line.Split(' ', 3) is [string speed, string megabytes, string program]
        && double.TryParse(speed, CultureInfo.InvariantCulture, out double imagesPerSecond)
        && double.TryParse(megabytes, CultureInfo.InvariantCulture, out double held)
        ? new(imagesPerSecond, held, program)
        : throw new PeerException($"printed '{line}' instead of a rate, memory and its version");

    /// <summary>The faster rate, and the most memory of both; null if there is neither.</summary>
    public static Rate? Best(Rate? one, Rate? other) => one is null || other is null
        ? one ?? other
        : (one.ImagesPerSecond > other.ImagesPerSecond ? one : other) with
        {
            Megabytes = Math.Max(one.Megabytes, other.Megabytes)
        };

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{ImagesPerSecond:F3} {Megabytes:F0} {Program}");
}
