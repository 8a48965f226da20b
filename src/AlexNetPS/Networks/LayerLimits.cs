namespace AlexNetPS.Networks;

/// <summary>
/// How large a network may be. Definitions come with files from elsewhere, and engines count in 32 bits: what is
/// rejected here never becomes an offset into memory. The limits are far above what networks of this family need.
/// </summary>
internal static class LayerLimits
{
    /// <summary>Layers of a network.</summary>
    public const int Layers = 256;

    /// <summary>Characters of a layer's name.</summary>
    public const int Name = 100;

    /// <summary>Channels of the input, filters, outputs, and so classes.</summary>
    public const int Channels = 1_000_000;

    /// <summary>Rows or columns of the input, and of what an adaptive pool gives.</summary>
    public const int Edge = 16_384;

    /// <summary>Edge of a kernel, or step between windows.</summary>
    public const int Window = 1024;

    /// <summary>Channels in the window of a normalization.</summary>
    public const int Normalization = 1023;

    /// <summary>Multiply-adds of a layer for one image; the sum over all layers then fits 64 bits.</summary>
    public const long MultiplyAdds = 1_000_000_000_000_000;

    /// <summary>Values, or parameters, of a layer: float32 whose bytes are still counted in 32 bits.</summary>
    public const long Values = int.MaxValue / sizeof(float);
}
