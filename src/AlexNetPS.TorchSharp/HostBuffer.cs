using System.Runtime.InteropServices;
using AlexNetPS.TorchSharp.Devices;

namespace AlexNetPS.TorchSharp;

/// <summary>
/// Host buffers for copies to or from a device, used in turn, so that one copy runs while the next buffer is filled. A
/// buffer is reused after all others; by then the caller has received a result that needed its values.
/// </summary>
/// <param name="device">Destination or source.</param>
/// <param name="type">Type of the values.</param>
/// <param name="buffers">One more than the number of results that the caller may not have received.</param>
internal sealed class HostBuffer(TorchDevice device, ScalarType type, int buffers) : IDisposable
{
    private readonly Tensor?[] _buffers = new Tensor?[buffers];
    private int _current;
    private long _count;

    /// <summary>Returns a buffer; fill it, then send it.</summary>
    public Span<T> Next<T>(long count) where T : unmanaged
    {
        _count = count;
        return MemoryMarshal.Cast<byte, T>(Turn(count).bytes)[..(int)count];
    }

    /// <summary>Copies values and sends them.</summary>
    public Tensor Send<T>(ReadOnlySpan<T> values, params long[] shape) where T : unmanaged =>
        Send([], values, shape);

    /// <summary>Copies values, and others after them, and sends them.</summary>
    public Tensor Send<T>(ReadOnlySpan<T> first, ReadOnlySpan<T> rest, params long[] shape) where T : unmanaged
    {
        Span<T> buffer = Next<T>(first.Length + rest.Length);
        first.CopyTo(buffer);
        rest.CopyTo(buffer[first.Length..]);
        return Send(shape);
    }

    /// <summary>Sends the buffer that <see cref="Next"/> returned. On a CPU the tensor is that memory itself.</summary>
    public Tensor Send(params long[] shape) => device.Upload(_buffers[_current]!.narrow(0, 0, _count).view(shape));

    /// <summary>
    /// Begins to copy a device's values to a buffer, which is returned; they are its first after
    /// <see cref="TorchDevice.Wait"/>.
    /// </summary>
    public Tensor Fetch(Tensor values)
    {
        Tensor buffer = Turn(values.NumberOfElements);
        using Tensor start = buffer.narrow(0, 0, values.NumberOfElements), flat = values.flatten();
        device.Download(flat, start);
        return buffer;
    }

    public void Dispose()
    {
        foreach (Tensor? buffer in _buffers)
            buffer?.Dispose();
    }

    private Tensor Turn(long count)
    {
        _current = (_current + 1) % _buffers.Length;
        if (_buffers[_current] is not { } buffer || buffer.NumberOfElements < count)
        {
            _buffers[_current]?.Dispose();
            _buffers[_current] = buffer = device.HostMemory(count, type).DetachFromDisposeScope();
        }

        return buffer;
    }
}
