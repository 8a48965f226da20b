using System.Runtime.InteropServices;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace AlexNetPS.ImageSharp;

/// <summary>A decoded image's memory. It is in one piece, since the sessions ask for that.</summary>
internal static class PixelBytes
{
    public static ReadOnlySpan<byte> Of<TPixel>(Image<TPixel> image) where TPixel : unmanaged, IPixel<TPixel> =>
        image.DangerousTryGetSinglePixelMemory(out Memory<TPixel> memory)
            ? MemoryMarshal.AsBytes(memory.Span)
            : throw new InvalidOperationException("The image is in several pieces.");
}
