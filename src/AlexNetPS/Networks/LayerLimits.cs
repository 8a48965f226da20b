namespace AlexNetPS.Networks;

/// <summary>
/// Limits on the size of a network. Definitions come from untrusted files and engines count in 32 bits: anything
/// rejected here cannot become a memory offset. The limits are far above what networks of this family need.
/// </summary>
internal static class LayerLimits
{
    /// <summary>Layers of a network.</summary>
    public const int Layers = 256;

    /// <summary>Characters of a layer name.</summary>
    public const int Name = 100;

    /// <summary>Channels of the input, filters, and outputs; thus also classes.</summary>
    public const int Channels = 1_000_000;

    /// <summary>Rows or columns of the input and of an adaptive pool's output.</summary>
    public const int Edge = 16_384;

    /// <summary>Kernel size or stride.</summary>
    public const int Window = 1024;

    /// <summary>Channels in the window of a local response normalization.</summary>
    public const int Normalization = 1023;

    /// <summary>Multiply-adds of a layer for one image; the sum over all layers then fits in 64 bits.</summary>
    public const long MultiplyAdds = 1_000_000_000_000_000;

    /// <summary>Values or parameters of a layer; their size in bytes as float32 fits in 32 bits.</summary>
    public const long Values = int.MaxValue / sizeof(float);
}
