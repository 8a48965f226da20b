namespace AlexNetPS.Datasets.Scores;

/// <summary>What is known of an image before it is compared with the others.</summary>
/// <param name="Scores">Scores of the image alone.</param>
/// <param name="Width">Width in its file, pixels.</param>
/// <param name="Height">Height in its file, pixels.</param>
internal readonly record struct MeasuredImage(ImageScores Scores, int Width, int Height)
{
    /// <summary>Side of a square of the same area, pixels.</summary>
    public double Size => Math.Sqrt((double)Width * Height);

    /// <summary>Width divided by height.</summary>
    public double Aspect => (double)Width / Height;
}
