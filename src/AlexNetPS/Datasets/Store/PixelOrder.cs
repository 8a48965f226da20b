using System.Buffers;

namespace AlexNetPS.Datasets.Store;

/// <summary>
/// Appends images in the order of the listing, whichever thread is first, so that the bytes of a store do not depend on
/// threads. An image that is early waits in memory; when that is full, its thread waits.
/// </summary>
/// <param name="pixels">Receives the images.</param>
/// <param name="done">Called with a turn and its result in the order of the turns, by one thread at a time.</param>
internal sealed class PixelOrder(PixelAppender pixels, Action<int, FileResult> done)
{
    private const long MaximumWaitingBytes = 128 << 20;

    private readonly object _gate = new();
    private readonly Dictionary<int, Waiting> _waiting = [];
    private long _waitingBytes;
    private int _turn;
    private bool _stopped;

    /// <summary>Takes the result of a turn; each turn from 0 has one.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="result">The result; its image receives its offset.</param>
    /// <param name="bytes">Bytes to append; empty for none.</param>
    public void Add(int turn, FileResult result, ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            while (turn != _turn && !_stopped && _waitingBytes + bytes.Length > MaximumWaitingBytes)
                Monitor.Wait(_gate);
            if (_stopped)
                return;
            if (turn != _turn)
            {
                byte[] copy = ArrayPool<byte>.Shared.Rent(bytes.Length);
                bytes.CopyTo(copy);
                _waiting.Add(turn, new Waiting(result, copy, bytes.Length));
                _waitingBytes += bytes.Length;
                return;
            }

            End(result, bytes);
            while (_waiting.Remove(_turn, out Waiting next))
            {
                _waitingBytes -= next.Length;
                End(next.Result, next.Bytes.AsSpan(0, next.Length));
                ArrayPool<byte>.Shared.Return(next.Bytes);
            }

            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Ends all waiting: a turn that failed never comes.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
            Monitor.PulseAll(_gate);
        }
    }

    private void End(FileResult result, ReadOnlySpan<byte> bytes)
    {
        if (!bytes.IsEmpty)
            result = result with { Image = result.Image!.Value with { Offset = pixels.Append(bytes) } };
        done(_turn, result);
        _turn++;
    }

    private readonly record struct Waiting(FileResult Result, byte[] Bytes, int Length);
}
