namespace AlexNetPS.Datasets;

/// <summary>Pixel statistics of the training split as stored, on the scale 0..1, in the order red, green, blue (one value for grey).</summary>
/// <param name="Mean">Channel means.</param>
/// <param name="StandardDeviation">Channel standard deviations.</param>
/// <param name="Eigenvalues">Eigenvalues of the channel covariance, largest first (paper section 4.1).</param>
/// <param name="Eigenvectors">Eigenvectors[i] belongs to Eigenvalues[i]; unit length.</param>
/// <param name="Pixels">Pixels counted.</param>
public sealed record DatasetStatistics(
    IReadOnlyList<double> Mean,
    IReadOnlyList<double> StandardDeviation,
    IReadOnlyList<double> Eigenvalues,
    IReadOnlyList<IReadOnlyList<double>> Eigenvectors,
    long Pixels);
