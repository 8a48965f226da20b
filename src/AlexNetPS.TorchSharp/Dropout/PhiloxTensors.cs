using AlexNetPS.Randomness;
using AlexNetPS.TorchSharp.Devices;

namespace AlexNetPS.TorchSharp.Dropout;

/// <summary>
/// <see cref="Philox"/> in tensor operations, for all blocks at once and the same to the bit. Words are the low halves
/// of 64-bit integers; the product of two words wraps around to the right 64 bits. A round is six operations, for both
/// products together:
/// <code>
/// product = encrypted * multipliers
/// encrypted = ((product >> 32) ^ the other row's previous product ^ keys) &amp; 0xFFFFFFFF
/// </code>
/// The low half of a product is a word of the next round, which only the exclusive or reads; what is above it is masked
/// away there. Each round exchanges the two halves of a block, so that the rows of multipliers and keys alternate.
/// </summary>
/// <param name="device">The device.</param>
/// <param name="buffers">See <see cref="HostBuffer"/>.</param>
internal sealed class PhiloxTensors(TorchDevice device, int buffers) : IDisposable
{
    private readonly HostBuffer _constants = new(device, ScalarType.Int64, buffers);

    // Operands of no dimension stay on the host and travel with an operation.
    private readonly Tensor _mask = torch.tensor(uint.MaxValue, ScalarType.Int64).DetachFromDisposeScope();
    private readonly Tensor _shift = torch.tensor(32, ScalarType.Int64).DetachFromDisposeScope();

    /// <summary>Sends the multipliers of even and odd rounds, and the keys of each round: [12, 2, 1].</summary>
    public Tensor Constants(ulong seed)
    {
        uint key0 = (uint)seed, key1 = (uint)(seed >> 32);
        Span<long> rows = _constants.Next<long>(2 * (2 + Philox.Rounds));
        (rows[0], rows[1], rows[2], rows[3]) =
            (Philox.Multiplier0, Philox.Multiplier1, Philox.Multiplier1, Philox.Multiplier0);
        for (int round = 0; round < Philox.Rounds; round++)
        {
            Span<long> keys = rows.Slice(2 * (2 + round), 2);
            (keys[0], keys[1]) = (round & 1) == 0 ? (key1, key0) : (key0, key1);
            unchecked
            {
                key0 += Philox.Weyl0;
                key1 += Philox.Weyl1;
            }
        }

        return _constants.Send(2 + Philox.Rounds, 2, 1);
    }

    /// <summary>Draws blocks of streams that differ in their samples only.</summary>
    /// <param name="ranges">The blocks.</param>
    /// <param name="constants">The <see cref="Constants"/> of the streams' seed.</param>
    /// <returns>The blocks of all ranges, one after the other: numbers 0 and 2 of each, and numbers 1 and 3, each
    /// [2, blocks], int64, 0 to 2^32 - 1.</returns>
    public (Tensor Even, Tensor Odd) Draw(IReadOnlyList<CounterRange> ranges, Tensor constants)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        (Tensor encrypted, Tensor product) = Counters(ranges);
        for (int round = 0; round < Philox.Rounds; round++)
        {
            Tensor next = encrypted.mul(constants[round & 1]), high = next.bitwise_right_shift(_shift);
            using (Tensor upper = high[0], lower = high[1], first = product[0], second = product[1])
            {
                upper.bitwise_xor_(second);
                lower.bitwise_xor_(first);
            }

            using (Tensor keys = constants[2 + round])
                high.bitwise_xor_(keys).bitwise_and_(_mask);
            encrypted.Dispose();
            product.Dispose();
            (encrypted, product) = (high, next);
        }

        product.bitwise_and_(_mask);
        return (encrypted.MoveToOuterDisposeScope(), product.MoveToOuterDisposeScope());
    }

    public void Dispose()
    {
        _constants.Dispose();
        _mask.Dispose();
        _shift.Dispose();
    }

    /// <summary>Returns the words of the counters: 0 and 2, which are multiplied, and 1 and 3.</summary>
    private (Tensor Multiplied, Tensor Others) Counters(IReadOnlyList<CounterRange> ranges)
    {
        long[] shape = [2, ranges.Sum(range => range.Blocks)];
        Tensor multiplied = torch.empty(shape, ScalarType.Int64, device.Place), others =
            torch.empty(shape, ScalarType.Int64, device.Place);
        (_, uint period, uint purpose) = ranges[0].Stream.Words;
        Fill(multiplied[1], period);
        Fill(others[1], purpose);
        long at = 0;
        foreach (CounterRange range in ranges)
        {
            using Scalar first = range.First, end = range.First + range.Blocks;
            using Tensor blocks = torch.arange(first, end, ScalarType.Int64, device.Place);
            multiplied[0].narrow(0, at, range.Blocks).copy_(blocks.bitwise_and_(_mask));
            Fill(others[0].narrow(0, at, range.Blocks), range.Stream.Words.Sample);
            at += range.Blocks;
        }

        return (multiplied, others);

        static void Fill(Tensor words, uint word)
        {
            using Scalar value = (long)word;
            words.fill_(value);
        }
    }
}
