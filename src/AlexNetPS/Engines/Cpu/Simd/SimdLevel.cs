using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AlexNetPS.Engines.Cpu.Simd;

/// <summary>Instruction sets of the kernels.</summary>
internal enum SimdLevel
{
    /// <summary>One value at a time.</summary>
    Scalar,

    /// <summary>128 bits: SSE, NEON.</summary>
    Vector128,

    /// <summary>256 bits: AVX2.</summary>
    Vector256,

    /// <summary>512 bits: AVX-512.</summary>
    Vector512,
}

/// <summary>Instruction sets of this processor.</summary>
internal static class SimdLevels
{
    /// <summary>
    /// The widest instruction set. <c>DOTNET_EnableAVX512=0</c>, <c>DOTNET_EnableAVX2=0</c> and
    /// <c>DOTNET_EnableHWIntrinsic=0</c> lower it.
    /// </summary>
    public static SimdLevel Widest { get; } =
        // Not Vector512.IsHardwareAccelerated: it is false on processors that lower their clock for AVX-512, where
        // matrix products still run faster with it.
        Avx512F.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported ? SimdLevel.Vector512
        : Vector256.IsHardwareAccelerated ? SimdLevel.Vector256
        : Vector128.IsHardwareAccelerated ? SimdLevel.Vector128
        : SimdLevel.Scalar;

    /// <summary>Returns the display name: "AVX-512".</summary>
    public static string Describe(SimdLevel level) => level switch
    {
        SimdLevel.Vector512 => "AVX-512",
        SimdLevel.Vector256 => "AVX2",
        SimdLevel.Vector128 => "128-bit",
        _ => "scalar",
    };
}
