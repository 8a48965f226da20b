using AlexNetPS.Imaging;
using AlexNetPS.Imaging.Resampling;

namespace AlexNetPS.Datasets.Health;

/// <summary>
/// Compares two images of similar hashes by their pixels: among eight views of each image many more have the same
/// composition by chance than among one.
/// </summary>
internal static class SymmetricCopy
{
    private const int Side = 32;

    /// <summary>Smallest correlation of the luma of 32x32 pixels of a copy.</summary>
    private const double LeastCorrelation = 0.985;

    /// <summary>Whether one image under a symmetry is nearly the other.</summary>
    /// <param name="subject">The dataset.</param>
    /// <param name="one">Position of an image.</param>
    /// <param name="other">Position of the other.</param>
    /// <param name="symmetry">How the first is turned.</param>
    public static bool Is(HealthSubject subject, int one, int other, ImageSymmetry symmetry)
    {
        subject.Cancellation.ThrowIfCancellationRequested();
        float[] turned = new float[Side * Side];
        symmetry.Apply<float>(Luma(subject, one), Side, turned);
        return Correlation(turned, Luma(subject, other)) >= LeastCorrelation;
    }

    private static float[] Luma(HealthSubject subject, int image)
    {
        byte[] buffer = [], small = new byte[Side * Side * 3];
        float[] luma = new float[Side * Side];
        PixelView view = subject.Dataset.Pixels.Read(subject.Samples[image], ref buffer);
        Resampler.Resize(view, Side, Side, small);
        PerceptualHash.ToLuma(small, view.Channels, luma);
        return luma;
    }

    internal static double Correlation(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sumA = 0, sumB = 0, squaresA = 0, squaresB = 0, products = 0;
        for (int i = 0; i < a.Length; i++)
        {
            (sumA, sumB) = (sumA + a[i], sumB + b[i]);
            (squaresA, squaresB) = (squaresA + a[i] * a[i], squaresB + b[i] * b[i]);
            products += a[i] * b[i];
        }

        double varianceA = squaresA - sumA * sumA / a.Length, varianceB = squaresB - sumB * sumB / a.Length;
        return varianceA <= 0 || varianceB <= 0 ? 0
            : (products - sumA * sumB / a.Length) / Math.Sqrt(varianceA * varianceB);
    }
}
