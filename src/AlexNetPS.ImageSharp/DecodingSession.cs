using System.Collections.Concurrent;
using AlexNetPS.ImageSharp.Jpeg;
using AlexNetPS.ImageSharp.Jpeg.Entropy;
using AlexNetPS.ImageSharp.Memory;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;

namespace AlexNetPS.ImageSharp;

/// <summary>What one decoding at a time needs, kept and lent out again.</summary>
internal sealed class DecodingSession
{
    /// <summary>What decoding a picture of few pixels may take: tables, rows, dictionaries.</summary>
    private const long LeastBudget = 64 << 20;

    /// <summary>For each pixel: coefficients of four components, four channels of 32 bits, the picture itself.</summary>
    private const int BytesPerPixel = 32;

    private static readonly ConcurrentBag<DecodingSession> s_kept = [];

    private readonly BoundedAllocator _allocator = new();

    private DecodingSession() => Options = new DecoderOptions
    {
        Configuration = new Configuration
        {
            MaxDegreeOfParallelism = 1,
            MemoryAllocator = _allocator,
            PreferContiguousImageBuffers = true,
            StreamProcessingBufferSize = 1 << 15,
        },
        MaxFrames = 1,
        SkipMetadata = true,
    };

    /// <summary>First frame, no metadata, one thread, bounded memory.</summary>
    public DecoderOptions Options { get; }

    /// <summary>Converts pictures that come as luma and chroma.</summary>
    public YccPicture Ycc { get; } = new();

    /// <summary>Finds damage in JPEG files.</summary>
    public EntropyCheck Entropy { get; } = new();

    public static DecodingSession Rent() => s_kept.TryTake(out DecodingSession? kept) ? kept : new DecodingSession();

    public static void Return(DecodingSession session) => s_kept.Add(session);

    /// <summary>Allows what a picture of this many pixels needs, and no more.</summary>
    public void Allow(long pixels) => _allocator.Begin(LeastBudget + pixels * BytesPerPixel);
}
