using System.Buffers;

namespace AlexNetPS.Imaging.Jpeg;

/// <summary>Which coefficients of a progressive file are not zero so far, and which of their bits are coded.</summary>
internal sealed class JpegCoefficients : IDisposable
{
    private readonly int[] _starts = new int[4], _across = new int[4];
    private readonly int[] _bits = new int[4 * 64];
    private readonly ulong[] _blocks;

    /// <summary>Makes room for the blocks of a progressive frame; a sequential one needs none.</summary>
    public JpegCoefficients(JpegFrame frame)
    {
        Array.Fill(_bits, -1);
        int blocks = 0;
        for (int i = 0; i < frame.Count && frame.IsProgressive; i++)
        {
            (int across, int down) = frame.Sampling(i);
            (_starts[i], _across[i]) = (blocks, frame.UnitsAcross * across);
            blocks += _across[i] * frame.UnitsDown * down;
        }

        _blocks = ArrayPool<ulong>.Shared.Rent(blocks);
        _blocks.AsSpan(0, blocks).Clear();
    }

    /// <summary>Returns the block's coefficients that are not zero, one bit each in zigzag order.</summary>
    public ref ulong Of(int component, int x, int y) => ref _blocks[_starts[component] + y * _across[component] + x];

    /// <summary>Notes a scan.</summary>
    /// <exception cref="ImageFormatException">The scan does not continue the earlier ones.</exception>
    public void Begin(JpegFrame frame, JpegScanHeader header)
    {
        for (int i = 0; i < header.Count; i++)
        {
            int component = frame.Find(header[i].Identifier);
            Span<int> bits = _bits.AsSpan(component * 64, 64);
            bool follows = header.First == 0 || bits[0] >= 0;
            foreach (ref int bit in bits[header.First..(header.Last + 1)])
            {
                follows &= !frame.IsProgressive || header.High == Math.Max(bit, 0);
                bit = header.Low;
            }

            if (!follows)
            {
                throw new ImageFormatException(
                    $"damaged JPEG: Inconsistent progression sequence for component {component}");
            }
        }
    }

    /// <summary>Whether each component has a scan.</summary>
    public bool HasAll(int components)
    {
        for (int i = 0; i < components; i++)
        {
            if (_bits[i * 64] < 0)
                return false;
        }

        return true;
    }

    public void Dispose() => ArrayPool<ulong>.Shared.Return(_blocks);
}
