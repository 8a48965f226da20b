using AlexNetPS.Imaging;

namespace AlexNetPS.Engines;

/// <summary>
/// How each image of a batch is mixed with the previous one (the first with the last), once all are values.
/// </summary>
/// <param name="Share">Fraction of each image that is its own, 0 to 1.</param>
/// <param name="Box">The rectangle that is the previous image's; null for a weighted sum of both images.</param>
internal readonly record struct InputMix(double Share, PixelBox? Box)
{
    /// <summary>Weight of the own image in the sum.</summary>
    public float Own => (float)Share;

    /// <summary>Weight of the previous image in the sum.</summary>
    public float Rest => (float)(1 - Share);
}
