using AlexNetPS.Engines.Cpu.Memory;
using AlexNetPS.Networks;

namespace AlexNetPS.Engines.Cpu.Kernels;

/// <summary>
/// Local response normalization across channels for a row of pixels: y = x * s^-beta with s = k + alpha * sum of x^2
/// over the window. Backward: dx = dy * s^-beta - 2 alpha beta x * (sum over the window of dy * x * s^(-beta-1)).
/// </summary>
internal unsafe struct NormalizationJob
{
    public float* X, Y, Dy, Dx;

    /// <summary>Floats from block to block of X, Y, Dy and Dx.</summary>
    public nint XBlock, YBlock, DyBlock, DxBlock;

    /// <summary>
    /// The 16 channels before and after those of X and Dy, one pixel after the other, which other processes have; null
    /// where there are none.
    /// </summary>
    public float* XBefore, XAfter, DyBefore, DyAfter;

    public int Blocks, Pixels;

    /// <summary>Channels on each side of the center of the window.</summary>
    public int Reach;

    public float Alpha, Beta, K;

    /// <summary>X is the output of a ReLU: its gradient is zero where it is not positive.</summary>
    public bool Rectified;

    /// <summary>Scratch memory: two parts of <see cref="ScratchFloats"/> each.</summary>
    public float* Scratch;

    /// <summary>Pixels processed together, so that the scratch memory stays in the L1 cache.</summary>
    public const int Strip = 8;

    /// <summary>
    /// Zeros before and after the channels of a pixel, or channels of other processes with a margin of their own.
    /// </summary>
    public readonly int Margin => (int)MarginOf(Reach, XBefore != null || XAfter != null);

    /// <summary>Returns the job of a row of an image; the caller sets the outputs.</summary>
    public static NormalizationJob For(LocalResponseNormalizationDefinition definition, FeatureMap x, int image,
        int row, float* scratch) => new()
        {
            X = x.Block(image, 0) + row * x.RowPitch,
            XBlock = x.BlockPitch,
            Blocks = x.Blocks,
            Pixels = x.Width,
            Reach = definition.Size / 2,
            Alpha = (float)definition.EffectiveAlpha,
            Beta = (float)definition.Beta,
            K = (float)definition.K,
            Rectified = x.Rectified,
            Scratch = scratch,
        };

    /// <summary>Returns the scratch memory of a job.</summary>
    /// <param name="blocks">Channel blocks.</param>
    /// <param name="reach">See <see cref="Reach"/>.</param>
    /// <param name="neighbors">Whether other processes have channels before or after.</param>
    public static long ScratchFloats(int blocks, int reach, bool neighbors = false) =>
        2L * Strip * (blocks * 16L + 2 * MarginOf(reach, neighbors));

    private static long MarginOf(long reach, bool neighbors) => (reach + 15) / 16 * 16 + (neighbors ? 16 : 0);
}
