using System.Collections.Concurrent;
using AlexNetPS.ImageSharp.Memory;
using SixLabors.ImageSharp;

namespace AlexNetPS.ImageSharp;

/// <summary>Configuration and memory of one decoding at a time, pooled for reuse.</summary>
internal sealed class DecodingSession
{
    /// <summary>Bytes that decoding a small image may use: tables, rows, dictionaries.</summary>
    private const long MinBudget = 64 << 20;

    /// <summary>Bytes per pixel: four channels of 32 bits, the image itself, filters.</summary>
    private const int BytesPerPixel = 32;

    private static readonly ConcurrentBag<DecodingSession> _kept = [];

    private readonly BoundedAllocator _allocator = new();

    private DecodingSession() => Configuration = new Configuration
    {
        MaxDegreeOfParallelism = 1,
        MemoryAllocator = _allocator,
        PreferContiguousImageBuffers = true,
        StreamProcessingBufferSize = 1 << 15,
    };

    /// <summary>One thread, bounded memory, contiguous images.</summary>
    public Configuration Configuration { get; }

    public static DecodingSession Rent() => _kept.TryTake(out DecodingSession? kept) ? kept : new DecodingSession();

    public static void Return(DecodingSession session) => _kept.Add(session);

    /// <summary>Sets the memory limit for an image of this many pixels.</summary>
    public void Allow(long pixels) => _allocator.Begin(MinBudget + pixels * BytesPerPixel);
}
