namespace AlexNetPS.Datasets.Health.Repairs;

/// <summary>What a repair did to an image.</summary>
public enum RepairAction : long
{
    /// <summary>It is in another split.</summary>
    Moved,

    /// <summary>It is in no split.</summary>
    Dropped,

    /// <summary>It is again where the import put it.</summary>
    Restored,
}
