namespace AlexNetPS.Datasets.Means;

/// <summary>An image to be added to sums, or subtracted from them.</summary>
/// <param name="Pixels">Where it is.</param>
/// <param name="Row">Its position there.</param>
/// <param name="Sign">1, or -1.</param>
internal readonly record struct MeanTerm(IPixelSource Pixels, int Row, int Sign);
