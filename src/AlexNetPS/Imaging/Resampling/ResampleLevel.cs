using System.Runtime.Intrinsics.X86;

namespace AlexNetPS.Imaging.Resampling;

/// <summary>Instruction sets with resampler kernels; all return the same bytes.</summary>
internal enum ResampleLevel
{
    Scalar,
    Avx2,
    Avx512,
}

internal static class ResampleLevels
{
    public static ResampleLevel Widest { get; } =
        Avx512BW.IsSupported ? ResampleLevel.Avx512 : Avx2.IsSupported ? ResampleLevel.Avx2 : ResampleLevel.Scalar;
}
