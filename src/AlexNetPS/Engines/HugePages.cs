using System.Runtime.InteropServices;

namespace AlexNetPS.Engines;

/// <summary>
/// Pages of 2 MB on Linux. Weights and activations are streamed: with 4 KB pages the processor would spend its time on
/// TLB misses and the kernel on page faults. Not used on other systems.
/// </summary>
internal static unsafe partial class HugePages
{
    private const long Page = 2 << 20;
    private const int ReadWrite = 3, PrivateAnonymous = 0x22, AdviseHugePages = 14;

    /// <summary>Whether memory of this size benefits from huge pages.</summary>
    public static bool Suit(long bytes) => OperatingSystem.IsLinux() && bytes >= 2 * Page;

    /// <summary>
    /// Allocates zeroed memory aligned to a huge page. The kernel zeros a page on first touch, so nothing is cleared
    /// twice or by one thread only.
    /// </summary>
    /// <exception cref="OutOfMemoryException">There is not enough memory.</exception>
    public static byte* Allocate(long bytes)
    {
        byte* start = Map(null, (nuint)(bytes + Page), ReadWrite, PrivateAnonymous, -1, 0);
        if ((nint)start == -1)
            throw new OutOfMemoryException();
        byte* first = Aligned(start), end = start + bytes + Page, last = first + bytes
            + (Environment.SystemPageSize - 1);
        last -= (nint)last % Environment.SystemPageSize;
        if (first > start)
            _ = Unmap(start, (nuint)(first - start));
        if (end > last)
            _ = Unmap(last, (nuint)(end - last));
        _ = Advise(first, (nuint)bytes, AdviseHugePages);
        return first;
    }

    /// <summary>Frees memory of <see cref="Allocate"/>.</summary>
    public static void Free(byte* start, long bytes)
    {
        if (start != null)
            _ = Unmap(start, (nuint)bytes);
    }

    /// <summary>Requests huge pages for an array that has not been touched yet.</summary>
    public static void Prefer(float[] pinned)
    {
        if (!Suit(pinned.LongLength * sizeof(float)))
            return;
        byte* start = (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0), end = start
            + pinned.LongLength * sizeof(float), first = Aligned(start);
        _ = Advise(first, (nuint)((end - first) / Page * Page), AdviseHugePages);
    }

    private static byte* Aligned(byte* start) => (byte*)(((long)start + Page - 1) / Page * Page);

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial byte* Map(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(void* start, nuint length);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* start, nuint length, int advice);
}
