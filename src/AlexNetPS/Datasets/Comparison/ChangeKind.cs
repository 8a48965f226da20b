namespace AlexNetPS.Datasets.Comparison;

/// <summary>How an image differs between two datasets.</summary>
public enum ChangeKind : long
{
    /// <summary>Its content is only in the difference dataset.</summary>
    Added,

    /// <summary>Its content is only in the reference dataset.</summary>
    Removed,

    /// <summary>The file of this path has another content.</summary>
    Changed,

    /// <summary>Its class has another name.</summary>
    Relabeled,

    /// <summary>It is in another split.</summary>
    MovedSplit,

    /// <summary>The same content, class and split at another path.</summary>
    Renamed,

    /// <summary>No difference.</summary>
    Equal,
}
