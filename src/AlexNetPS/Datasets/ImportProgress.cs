namespace AlexNetPS.Datasets;

/// <summary>How far an import is.</summary>
/// <param name="Activity">What is being done.</param>
/// <param name="Done">Images done.</param>
/// <param name="Total">Images in all; 0 while unknown.</param>
/// <param name="PerSecond">Images a second so far.</param>
/// <param name="Remaining">Time left at this rate; zero while unknown.</param>
public readonly record struct ImportProgress(string Activity, long Done, long Total, double PerSecond,
    TimeSpan Remaining);
