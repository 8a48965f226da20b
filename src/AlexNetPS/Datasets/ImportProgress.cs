namespace AlexNetPS.Datasets;

/// <summary>Progress of an import.</summary>
/// <param name="Activity">Current activity.</param>
/// <param name="Done">Images processed.</param>
/// <param name="Total">Total number of images; 0 while unknown.</param>
/// <param name="PerSecond">Images per second so far.</param>
/// <param name="Remaining">Estimated time left at this rate; zero while unknown.</param>
public readonly record struct ImportProgress(string Activity, long Done, long Total, double PerSecond,
    TimeSpan Remaining);
