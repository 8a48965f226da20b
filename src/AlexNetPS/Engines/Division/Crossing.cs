namespace AlexNetPS.Engines.Division;

/// <summary>What ranks exchange before a layer.</summary>
internal enum Crossing
{
    /// <summary>Nothing: the layer reads channels that the rank has.</summary>
    None,

    /// <summary>The layer reads the channels of all ranks, and each rank computes its part of the outputs.</summary>
    Gather,

    /// <summary>The same, but every rank computes all outputs.</summary>
    GatherForAll,

    /// <summary>All ranks have all channels, and each computes its part of the outputs.</summary>
    Divide,
}
