using AlexNetPS.Engines.Cpu.Simd;

namespace AlexNetPS.Engines.Cpu.Kernels;

/// <summary>Kernels of one instruction set. A call processes at least one row of pixels.</summary>
internal abstract unsafe class KernelSet
{
    /// <summary>Returns the kernels of an instruction set.</summary>
    public static KernelSet For(SimdLevel level) => level switch
    {
        SimdLevel.Vector512 => new KernelSet<Simd512, System.Runtime.Intrinsics.Vector512<float>>(),
        SimdLevel.Vector256 => new KernelSet<Simd256, System.Runtime.Intrinsics.Vector256<float>>(),
        SimdLevel.Vector128 => new KernelSet<Simd128, System.Runtime.Intrinsics.Vector128<float>>(),
        _ => new KernelSet<ScalarSimd, float>(),
    };

    /// <inheritdoc cref="TileJob"/>
    public abstract void Multiply(in TileJob job);

    /// <summary>Whether there are enough registers for <see cref="MultiplyTaps"/>.</summary>
    public abstract bool HasTapTiles { get; }

    /// <summary>
    /// Weight gradients of 1 to 3 neighboring taps and 4 channels together: as <see cref="Multiply"/> with 4 pixels for
    /// each tap, in the layout of <see cref="TapGradientTile"/>.
    /// </summary>
    public abstract void MultiplyTaps(in TileJob job);

    /// <summary>Pixels that <see cref="Multiply"/> computes best together.</summary>
    public abstract int Strip { get; }

    /// <summary>Inputs of each tile of a map to their points.</summary>
    public abstract void WinogradInput(in WinogradJob job);

    /// <summary>Kernels of 3 x 3 or 5 x 5 taps to their points.</summary>
    public abstract void WinogradFilter(in WinogradJob job, int taps);

    /// <summary>Points to 3 x 3 or 5 x 5 outputs of each tile.</summary>
    public abstract void WinogradOutput(in WinogradJob job, int outputs);

    /// <summary>x = max(0, x).</summary>
    public abstract void Relu(float* x, long count);

    /// <summary>x = tanh(x), within six units in the last place and never beyond 1; NaN stays NaN.</summary>
    public abstract void Tanh(float* x, long count);

    /// <summary>dy = dy * (1 - y^2).</summary>
    public abstract void TanhGradient(float* dy, float* y, long count);

    /// <summary>x = x * scale if the mask is 1, else 0.</summary>
    public abstract void ApplyMask(float* x, byte* mask, float scale, long count);

    /// <summary>dx = dy if y is positive, else 0. dx may be dy or y.</summary>
    public abstract void ReluGradient(float* dy, float* y, float* dx, long count);

    /// <summary>bias[16] += sum of dy over a row of pixels of one block.</summary>
    public abstract void BiasGradient(float* dy, int pixels, float* bias);

    /// <inheritdoc cref="NormalizationJob"/>
    public abstract void Normalize(in NormalizationJob job);

    /// <summary>Gradient of <see cref="Normalize"/>; overwrites dy. dx may be dy or x.</summary>
    public abstract void NormalizeGradient(in NormalizationJob job);

    /// <inheritdoc cref="PoolJob"/>
    public abstract void MaxPool(in PoolJob job);

    /// <summary>Adds the gradient of one output row of <see cref="MaxPool"/> to the input rows of the maxima.</summary>
    public abstract void MaxPoolGradient(in PoolJob job);

    /// <summary>One output row of average pooling; see <see cref="AveragePoolJob"/>.</summary>
    public abstract void AveragePool(in AveragePoolJob job);

    /// <summary>One input row of the gradient of <see cref="AveragePool"/>.</summary>
    public abstract void AveragePoolGradient(in AveragePoolJob job);

    /// <inheritdoc cref="MapNormalizationJob"/>
    public abstract void NormalizeMap(in MapNormalizationJob job);

    /// <summary>Gradient of <see cref="NormalizeMap"/>; overwrites dy. dx may be dy or x.</summary>
    public abstract void NormalizeMapGradient(in MapNormalizationJob job);

    /// <summary>target = scale * source if replace is true, else target = target + scale * source.</summary>
    public abstract void AddScaled(float* target, float* source, float scale, bool replace, long count);

    /// <summary>values = factor * values.</summary>
    public abstract void Scale(float* values, float factor, long count);

    /// <summary>Returns the sum of squares.</summary>
    public abstract double SumOfSquares(float* values, long count);

    /// <summary>average = average + rest * (values - average); exactly the values if the rest is 1.</summary>
    public abstract void Blend(float* average, float* values, float rest, long count);

    /// <inheritdoc cref="UpdateRule"/>
    public abstract void Update(in UpdateRule rule, float* weights, float* first, float* second, float* gradient,
        long count);
}
