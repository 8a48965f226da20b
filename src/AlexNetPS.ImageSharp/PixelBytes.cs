using System.Runtime.InteropServices;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace AlexNetPS.ImageSharp;

/// <summary>A decoded picture's memory. It is in one piece, since the sessions ask for that.</summary>
internal static class PixelBytes
{
    public static ReadOnlySpan<byte> Of<TPixel>(Image<TPixel> picture) where TPixel : unmanaged, IPixel<TPixel> =>
        picture.DangerousTryGetSinglePixelMemory(out Memory<TPixel> memory)
            ? MemoryMarshal.AsBytes(memory.Span)
            : throw new InvalidOperationException("The picture is in several pieces.");
}
