using AlexNetPS.Engines.Cpu.Simd;

namespace AlexNetPS.Engines.Cpu.Kernels;

/// <summary>
/// The arithmetic of the engine on one instruction set. Calls are coarse: at least one row of pixels.
/// </summary>
internal abstract unsafe class KernelSet
{
    /// <summary>The kernels of a level.</summary>
    public static KernelSet For(SimdLevel level) => level switch
    {
        SimdLevel.Vector512 => new KernelSet<Simd512, System.Runtime.Intrinsics.Vector512<float>>(),
        SimdLevel.Vector256 => new KernelSet<Simd256, System.Runtime.Intrinsics.Vector256<float>>(),
        SimdLevel.Vector128 => new KernelSet<Simd128, System.Runtime.Intrinsics.Vector128<float>>(),
        _ => new KernelSet<ScalarSimd, float>(),
    };

    /// <inheritdoc cref="TileJob"/>
    public abstract void Multiply(in TileJob job);

    /// <summary>Whether <see cref="MultiplyTaps"/> has the registers it needs.</summary>
    public abstract bool HasTapTiles { get; }

    /// <summary>
    /// Weight gradients of 1 to 3 neighboring taps and 4 channels at once: as <see cref="Multiply"/> with 4 pixels for
    /// each tap, placed as <see cref="TapGradientTile"/> says.
    /// </summary>
    public abstract void MultiplyTaps(in TileJob job);

    /// <summary>x = max(0, x).</summary>
    public abstract void Relu(float* x, long count);

    /// <summary>dy = dy * (1 - y^2).</summary>
    public abstract void TanhGradient(float* dy, float* y, long count);

    /// <summary>x = x * scale where the mask is 1, else 0.</summary>
    public abstract void ApplyMask(float* x, byte* mask, float scale, long count);

    /// <summary>dx = dy where y is positive, else 0. dx may be dy or y.</summary>
    public abstract void ReluGradient(float* dy, float* y, float* dx, long count);

    /// <summary>Over a row of pixels of one block: bias[16] += sum of dy.</summary>
    public abstract void BiasGradient(float* dy, int pixels, float* bias);

    /// <inheritdoc cref="NormalizationJob"/>
    public abstract void Normalize(in NormalizationJob job);

    /// <summary>Gradient of <see cref="Normalize"/>; uses dy up. dx may be dy or x.</summary>
    public abstract void NormalizeGradient(in NormalizationJob job);

    /// <inheritdoc cref="PoolJob"/>
    public abstract void MaxPool(in PoolJob job);

    /// <summary>Adds the gradient of one output row of <see cref="MaxPool"/> to the input rows that won.</summary>
    public abstract void MaxPoolGradient(in PoolJob job);

    /// <summary>target = scale * source, plus target unless it is replaced.</summary>
    public abstract void AddScaled(float* target, float* source, float scale, bool replace, long count);

    /// <summary>values = factor * values.</summary>
    public abstract void Scale(float* values, float factor, long count);

    /// <summary>Sum of the squares of values.</summary>
    public abstract double SumOfSquares(float* values, long count);

    /// <summary>average = average + rest * (values - average); exactly the values where the rest is 1.</summary>
    public abstract void Blend(float* average, float* values, float rest, long count);

    /// <inheritdoc cref="UpdateRule"/>
    public abstract void Update(in UpdateRule rule, float* weights, float* first, float* second, float* gradient,
        long count);
}
