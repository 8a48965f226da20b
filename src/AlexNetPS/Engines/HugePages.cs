using System.Runtime.InteropServices;

namespace AlexNetPS.Engines;

/// <summary>
/// Pages of 2 MB on Linux. Weights and activations are streamed; with pages of 4 KB the processor would spend its time
/// finding them, and the system would spend its own handing them out one by one. Elsewhere nothing suits.
/// </summary>
internal static unsafe partial class HugePages
{
    private const long Page = 2 << 20;
    private const int ReadWrite = 3, PrivateAnonymous = 0x22, AdviseHugePages = 14;

    /// <summary>Whether memory of this size gains.</summary>
    public static bool Suit(long bytes) => OperatingSystem.IsLinux() && bytes >= 2 * Page;

    /// <summary>
    /// Zeroed memory from the start of a page. The system zeros a page when a thread first touches it, so that nothing
    /// is cleared twice, or by one thread alone.
    /// </summary>
    /// <exception cref="OutOfMemoryException">There is not enough.</exception>
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

    /// <summary>Gives back what <see cref="Allocate"/> gave.</summary>
    public static void Free(byte* start, long bytes)
    {
        if (start != null)
            _ = Unmap(start, (nuint)bytes);
    }

    /// <summary>Asks for such pages under an array that nobody has touched yet.</summary>
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
