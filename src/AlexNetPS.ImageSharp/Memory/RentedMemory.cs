using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SixLabors.ImageSharp.Memory;

namespace AlexNetPS.ImageSharp.Memory;

/// <summary>A slice of a pooled array, viewed as values.</summary>
internal sealed class RentedMemory<T> : MemoryManager<T> where T : struct
{
    private readonly BoundedAllocator _allocator;
    private readonly int _bytes;
    private byte[]? _array;

    public RentedMemory(BoundedAllocator allocator, int length, long left)
    {
        long bytes = (long)length * Unsafe.SizeOf<T>();
        if (bytes > Math.Min(left, Array.MaxLength))
        {
            throw new InvalidMemoryOperationException(FormattableString.Invariant(
                $"decoding needs more memory than an image of this size may use ({bytes >> 20:N0} MB requested)"));
        }

        _allocator = allocator;
        _bytes = (int)bytes;
        _array = ArrayPool<byte>.Shared.Rent(_bytes);
        allocator.Take(bytes);
    }

    public override Span<T> GetSpan() => MemoryMarshal.Cast<byte, T>(Held.AsSpan(0, _bytes));

    public override unsafe MemoryHandle Pin(int elementIndex = 0)
    {
        GCHandle handle = GCHandle.Alloc(Held, GCHandleType.Pinned);
        return new MemoryHandle((byte*)handle.AddrOfPinnedObject() + elementIndex * (nint)Unsafe.SizeOf<T>(), handle);
    }

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (!disposing || Interlocked.Exchange(ref _array, null) is not { } array)
            return;
        ArrayPool<byte>.Shared.Return(array);
        _allocator.GiveBack(_bytes);
    }

    private byte[] Held => _array ?? throw new ObjectDisposedException(nameof(RentedMemory<T>));
}
