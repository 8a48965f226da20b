namespace AlexNetPS.Engines.Cpu.Memory;

/// <summary>
/// Constants of the inner layout: blocks of 16 channels, so that one pixel of one block is one cache line.
/// </summary>
internal static class BlockedLayout
{
    /// <summary>Channels per block.</summary>
    public const int Lanes = 16;

    /// <summary>Channels per panel of packed weights: two blocks.</summary>
    public const int Panel = 2 * Lanes;

    public static int Blocks(int channels) => (channels + Lanes - 1) / Lanes;

    public static int Panels(int channels) => (channels + Panel - 1) / Panel;
}
