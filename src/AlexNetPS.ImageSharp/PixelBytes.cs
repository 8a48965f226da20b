using System.Runtime.InteropServices;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace AlexNetPS.ImageSharp;

/// <summary>Memory of a decoded image; contiguous, because the sessions request that.</summary>
internal static class PixelBytes
{
    public static ReadOnlySpan<byte> Of<TPixel>(Image<TPixel> image) where TPixel : unmanaged, IPixel<TPixel> =>
        image.DangerousTryGetSinglePixelMemory(out Memory<TPixel> memory)
            ? MemoryMarshal.AsBytes(memory.Span)
            : throw new InvalidOperationException("The image is not contiguous.");
}
