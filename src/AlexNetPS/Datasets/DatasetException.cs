namespace AlexNetPS.Datasets;

/// <summary>A folder or store that cannot become a dataset; the message names it and says what to do.</summary>
public sealed class DatasetException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>
    /// End of the message: what to give instead, where a folder above or below that of the dataset was given.
    /// </summary>
    internal string? RightLevel { get; init; }
}
