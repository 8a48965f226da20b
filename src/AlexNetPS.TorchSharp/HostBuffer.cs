using System.Runtime.InteropServices;

namespace AlexNetPS.TorchSharp;

/// <summary>
/// Host buffers for uploads to a device, used in turn and page-locked for a GPU, so that one copy runs while the next
/// buffer is filled. A buffer is reused after all others; by then the caller has received a result that needed its
/// values.
/// </summary>
/// <param name="device">Destination.</param>
/// <param name="type">Type of the values.</param>
/// <param name="buffers">One more than the number of results that the caller may not have received.</param>
internal sealed class HostBuffer(Device device, ScalarType type, int buffers) : IDisposable
{
    private readonly Tensor?[] _buffers = new Tensor?[buffers];
    private int _current;
    private long _count;

    /// <summary>Returns a buffer; fill it, then send it.</summary>
    public Span<T> Next<T>(long count) where T : unmanaged
    {
        _current = (_current + 1) % _buffers.Length;
        _count = count;
        if (_buffers[_current] is not { } buffer || buffer.NumberOfElements < count)
        {
            _buffers[_current]?.Dispose();
            buffer = torch.empty(count, type);
            if (device.type == DeviceType.CUDA)
            {
                using Tensor pageable = buffer;
                buffer = pageable.pin_memory();
            }

            _buffers[_current] = buffer.DetachFromDisposeScope();
        }

        return MemoryMarshal.Cast<byte, T>(buffer.bytes)[..(int)count];
    }

    /// <summary>Copies values and sends them.</summary>
    public Tensor Send<T>(ReadOnlySpan<T> values, params long[] shape) where T : unmanaged
    {
        values.CopyTo(Next<T>(values.Length));
        return Send(shape);
    }

    /// <summary>Sends the buffer that <see cref="Next"/> returned. On a CPU the tensor is that memory itself.</summary>
    public Tensor Send(params long[] shape)
    {
        Tensor values = _buffers[_current]!.narrow(0, 0, _count).view(shape);
        return device.type == DeviceType.CPU ? values : values.to(device, non_blocking: true);
    }

    public void Dispose()
    {
        foreach (Tensor? buffer in _buffers)
            buffer?.Dispose();
    }
}
