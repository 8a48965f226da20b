using System.Buffers;
using SixLabors.ImageSharp.Memory;

namespace AlexNetPS.ImageSharp.Memory;

/// <summary>
/// Allocates memory for one image at a time from the shared array pool, up to a limit that no hostile file can make the
/// decoder exceed.
/// </summary>
internal sealed class BoundedAllocator : MemoryAllocator
{
    private long _left;

    /// <summary>Starts the next image.</summary>
    public void Begin(long budget) => _left = budget;

    /// <inheritdoc/>
    protected override int GetBufferCapacityInBytes() => Array.MaxLength;

    /// <inheritdoc/>
    public override IMemoryOwner<T> Allocate<T>(int length, AllocationOptions options = AllocationOptions.None)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        var memory = new RentedMemory<T>(this, length, _left);
        if ((options & AllocationOptions.Clean) != 0)
            memory.GetSpan().Clear();
        return memory;
    }

    internal void Take(long bytes) => _left -= bytes;

    internal void GiveBack(long bytes) => _left += bytes;
}
