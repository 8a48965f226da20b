using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace AlexNetPS.Imaging.Jpeg;

/// <summary>
/// A decompressor of the library. Decompressors are pooled: creating one costs more than decoding a small image.
/// </summary>
internal sealed class TurboJpegHandle : SafeHandle
{
    private static readonly ConcurrentBag<TurboJpegHandle> _decompressors = [];

    private TurboJpegHandle(nint value)
        : base(0, ownsHandle: true) => SetHandle(value);

    public override bool IsInvalid => handle == 0;

    public nint Value => handle;

    public static TurboJpegHandle RentDecompressor()
    {
        if (_decompressors.TryTake(out TurboJpegHandle? kept))
            return kept;
        NativeLibraries.Require(NativeLibraries.TurboJpeg);
        return new TurboJpegHandle(TurboJpeg.tjInitDecompress());
    }

    public static void Return(TurboJpegHandle decompressor) => _decompressors.Add(decompressor);

    protected override bool ReleaseHandle() => TurboJpeg.tjDestroy(handle) == 0;
}
