using AlexNetPS.Randomness;

namespace AlexNetPS.TorchSharp.Dropout;

/// <summary>Adjacent numbers of a stream, and the blocks of four that hold them.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="First">The first block.</param>
/// <param name="Blocks">Number of blocks.</param>
/// <param name="Skipped">Numbers of the first block before the first one.</param>
/// <param name="Count">Number of numbers.</param>
internal readonly record struct CounterRange(RandomStream Stream, long First, long Blocks, long Skipped, long Count)
{
    /// <summary>Returns the blocks of a range of positions.</summary>
    public static CounterRange Of(RandomStream stream, long position, long count) =>
        new(stream, position >> 2, ((position + count + 3) >> 2) - (position >> 2), position & 3, count);
}
