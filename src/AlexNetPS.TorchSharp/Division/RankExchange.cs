using System.Runtime.InteropServices;
using AlexNetPS.Ranks;
using AlexNetPS.TorchSharp.Devices;

namespace AlexNetPS.TorchSharp.Division;

/// <summary>
/// Sends values between the devices of ranks, through host memory and a piece at a time, in float32. Maps are [images,
/// channels, rows, columns]; rank r has an equal range of the channels of a whole map, the r-th. Autograd sees
/// nothing of it: tensors that are passed here are detached.
/// </summary>
/// <param name="device">The device of this rank.</param>
/// <param name="ranks">The ranks.</param>
/// <param name="pieceValues">Values of all ranks that are sent together: 16 MB.</param>
internal sealed class RankExchange(TorchDevice device, IRankGroup ranks, long pieceValues = 1 << 22) : IDisposable
{
    private readonly HostBuffer _sent = new(device, ScalarType.Float32, 1), _received =
        new(device, ScalarType.Float32, 1);

    public IRankGroup Ranks => ranks;

    /// <summary>
    /// Whether this rank works by itself, to try a batch: the others are taken to send what it sends.
    /// </summary>
    public bool Alone { private get; set; }

    /// <summary>Returns the channels of all ranks.</summary>
    public Tensor Gather(Tensor own)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        long[] shape = own.shape;
        Tensor whole = torch.empty([shape[0], ranks.Size, .. shape[1..]], own.dtype, own.device);
        foreach ((long first, long count) in Pieces(own))
            whole.narrow(0, first, count).copy_(FromAll(own.narrow(0, first, count)).transpose(0, 1));
        return whole.flatten(1, 2).MoveToOuterDisposeScope();
    }

    /// <summary>Sums whole maps over the ranks, from rank 0 to the last; returns the channels of this rank.</summary>
    public Tensor SumParts(Tensor whole)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        long[] shape = whole.shape;
        Tensor parts = whole.reshape([shape[0], ranks.Size, shape[1] / ranks.Size, .. shape[2..]]);
        Tensor own = torch.empty([shape[0], shape[1] / ranks.Size, .. shape[2..]], whole.dtype, whole.device);
        foreach ((long first, long count) in Pieces(own))
            own.narrow(0, first, count).copy_(Sum(ForEach(parts.narrow(0, first, count).transpose(0, 1))));
        return own.MoveToOuterDisposeScope();
    }

    /// <summary>Returns the sum of a map over the ranks, from rank 0 to the last.</summary>
    public Tensor SumOver(Tensor map)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor sum = torch.empty_like(map);
        foreach ((long first, long count) in Pieces(map))
            sum.narrow(0, first, count).copy_(Sum(FromAll(map.narrow(0, first, count))));
        return sum.MoveToOuterDisposeScope();
    }

    /// <summary>Returns the channels of this rank in a map that all have.</summary>
    public Tensor Own(Tensor whole)
    {
        long channels = whole.shape[1] / ranks.Size;
        return whole.narrow(1, ranks.Rank * channels, channels);
    }

    /// <summary>Gives channels to the ranks before and after this one; returns what those give.</summary>
    /// <param name="before">For the rank before; ignored on rank 0.</param>
    /// <param name="after">For the rank after, as many; ignored on the last rank.</param>
    /// <returns>Channels of the rank before and of the rank after; null where there is none.</returns>
    public (Tensor? Before, Tensor? After) Swap(Tensor before, Tensor after)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        List<Tensor> fromBefore = [], fromAfter = [];
        foreach ((long first, long count) in Pieces(before))
        {
            Tensor some = before.narrow(0, first, count), none = torch.zeros_like(some);
            var sent = new Tensor[ranks.Size];
            Array.Fill(sent, none);
            if (ranks.Rank > 0)
                sent[ranks.Rank - 1] = some;
            if (ranks.Rank < ranks.Size - 1)
                sent[ranks.Rank + 1] = after.narrow(0, first, count);
            Tensor received = ForEach(torch.stack(sent));
            if (ranks.Rank > 0)
                fromBefore.Add(received[ranks.Rank - 1].to(before.dtype, copy: true));
            if (ranks.Rank < ranks.Size - 1)
                fromAfter.Add(received[ranks.Rank + 1].to(before.dtype, copy: true));
        }

        return (Joined(fromBefore), Joined(fromAfter));

        static Tensor? Joined(List<Tensor> pieces) =>
            pieces.Count == 0 ? null : torch.cat([.. pieces]).MoveToOuterDisposeScope();
    }

    /// <summary>Overwrites values by those of rank 0.</summary>
    public void Share(Tensor values)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor flat = values.view(-1);
        for (long first = 0; first < flat.NumberOfElements; first += pieceValues)
        {
            Tensor piece = flat.narrow(0, first, Math.Min(pieceValues, flat.NumberOfElements - first));
            if (ranks.Rank == 0)
            {
                ranks.Broadcast(Fetched(piece));
            }
            else
            {
                Span<byte> bytes = MemoryMarshal.AsBytes(_received.Next<float>(piece.NumberOfElements));
                device.Wait();
                ranks.Broadcast(bytes);
                piece.copy_(_received.Send(piece.NumberOfElements));
            }
        }
    }

    public void Dispose()
    {
        _sent.Dispose();
        _received.Dispose();
    }

    // Images that are sent together.
    private IEnumerable<(long First, long Count)> Pieces(Tensor own)
    {
        long images = own.shape[0], most = Math.Max(pieceValues * images / (own.NumberOfElements * ranks.Size), 1);
        for (long first = 0; first < images; first += most)
            yield return (first, Math.Min(most, images - first));
    }

    // The memory is overwritten by the next exchange.
    private Tensor FromAll(Tensor own)
    {
        Span<byte> sent = Fetched(own), all =
            MemoryMarshal.AsBytes(_received.Next<float>(own.NumberOfElements * ranks.Size));
        if (!Alone)
            ranks.Exchange(sent, all);
        for (int rank = 0; Alone && rank < ranks.Size; rank++)
            sent.CopyTo(all.Slice(rank * sent.Length, sent.Length));
        long[] shape = [ranks.Size, .. own.shape];
        return _received.Send(shape);
    }

    private Tensor ForEach(Tensor parts)
    {
        Span<byte> sent = Fetched(parts), received =
            MemoryMarshal.AsBytes(_received.Next<float>(parts.NumberOfElements));
        if (Alone)
            sent.CopyTo(received);
        else
            ranks.ExchangeParts(sent, received);
        return _received.Send(parts.shape);
    }

    // The wait is also for what the device reads of the last exchange.
    private Span<byte> Fetched(Tensor values)
    {
        Tensor host = _sent.Fetch(values.to(ScalarType.Float32));
        device.Wait();
        return host.bytes[..checked((int)(values.NumberOfElements * sizeof(float)))];
    }

    private static Tensor Sum(Tensor parts)
    {
        Tensor sum = parts[0];
        for (long rank = 1; rank < parts.shape[0]; rank++)
            sum.add_(parts[rank]);
        return sum;
    }
}
