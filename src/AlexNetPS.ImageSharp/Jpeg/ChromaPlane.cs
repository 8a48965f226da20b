using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AlexNetPS.ImageSharp.Jpeg;

/// <summary>
/// Chroma at full resolution, row by row, interpolated as libjpeg does ("fancy upsampling": a sample three quarters near, one
/// quarter far), with its roundings.
/// </summary>
internal sealed class ChromaPlane
{
    private const int Lanes = 16;

    private ushort[] _stored = [], _sums = [], _wide = [];
    private int _columns, _rows, _pitch;
    private bool _halvesColumns, _halvesRows, _interpolates;

    /// <param name="planes">Luma, blue and red chroma of every pixel; each chroma sample is repeated to full size.</param>
    /// <param name="frame">Size and sampling.</param>
    /// <param name="channel">1 (blue) or 2 (red).</param>
    public void Load(ReadOnlySpan<byte> planes, in JpegFrame frame, int channel)
    {
        (_halvesColumns, _halvesRows) = (frame.HalvesColumns, frame.HalvesRows);
        (_columns, _rows) = (_halvesColumns ? (frame.Width + 1) / 2 : frame.Width, _halvesRows ? (frame.Height + 1) / 2 : frame.Height);
        // libjpeg repeats the samples of very narrow pictures.
        _interpolates = !_halvesColumns || _columns > 2;
        _pitch = _columns + Lanes;
        if (_stored.Length < _pitch * _rows) _stored = GC.AllocateUninitializedArray<ushort>(_pitch * _rows);
        if (_sums.Length < _columns + 2 * Lanes) (_sums, _wide) = (new ushort[_columns + 2 * Lanes], new ushort[2 * _columns + 4 * Lanes]);
        int step = _halvesColumns ? 6 : 3, down = _halvesRows ? 2 : 1;
        for (int row = 0; row < _rows; row++)
        {
            ReadOnlySpan<byte> from = planes.Slice(row * down * frame.Width * 3, frame.Width * 3)[channel..];
            Span<ushort> to = _stored.AsSpan(row * _pitch, _columns);
            for (int x = 0, at = 0; x < to.Length && at < from.Length; x++, at += step) to[x] = from[at];
        }
    }

    /// <summary>One value for each column, and room behind them; valid until the next call.</summary>
    public ReadOnlySpan<ushort> Row(int y)
    {
        int row = _halvesRows ? y / 2 : y;
        bool even = (y & 1) == 0, vertical = _halvesRows && _interpolates;
        ReadOnlySpan<ushort> near = _stored.AsSpan(row * _pitch, _pitch);
        if (!_halvesColumns && !vertical) return near;
        if (vertical)
        {
            // Beyond the first and the last row they are repeated.
            int far = Math.Clamp(even ? row - 1 : row + 1, 0, _rows - 1);
            Sum(near, _stored.AsSpan(far * _pitch, _pitch), _sums.AsSpan(1), _columns);
        }
        else
        {
            near[.._columns].CopyTo(_sums.AsSpan(1));
        }

        if (!_halvesColumns)
        {
            Divide(_sums.AsSpan(1), _wide, _columns, (ushort)(even ? 1 : 2));
            return _wide;
        }

        if (!_interpolates)
        {
            for (int x = 0; x < 2 * _columns; x++) _wide[x] = _sums[1 + x / 2];
            return _wide;
        }

        _sums[0] = _sums[1];
        _sums[_columns + 1] = _sums[_columns];
        if (vertical) Double(_sums, _wide, _columns, 8, 7, 4);
        else Double(_sums, _wide, _columns, 1, 2, 2);
        return _wide;
    }

    /// <summary>Three of the near row and one of the far.</summary>
    private static void Sum(ReadOnlySpan<ushort> near, ReadOnlySpan<ushort> far, Span<ushort> sums, int columns)
    {
        for (int x = 0; x < columns; x += Lanes)
            (Vector256.Create(near[x..]) * 3 + Vector256.Create(far[x..])).CopyTo(sums[x..]);
    }

    private static void Divide(ReadOnlySpan<ushort> sums, Span<ushort> row, int columns, ushort bias)
    {
        for (int x = 0; x < columns; x += Lanes)
            Vector256.ShiftRightLogical(Vector256.Create(sums[x..]) + Vector256.Create(bias), 2).CopyTo(row[x..]);
    }

    /// <summary>Two columns of each: three of the near and one of the far neighbour, with a bias that alternates.</summary>
    private static void Double(ReadOnlySpan<ushort> sums, Span<ushort> wide, int columns, ushort leftBias, ushort rightBias, int shift)
    {
        ref ushort from = ref MemoryMarshal.GetReference(sums);
        ref ushort to = ref MemoryMarshal.GetReference(wide);
        Vector256<ushort> left = Vector256.Create(leftBias), right = Vector256.Create(rightBias);
        for (int x = 0; x < columns; x += Lanes)
        {
            Vector256<ushort> near = Vector256.LoadUnsafe(ref from, (nuint)x + 1) * 3;
            Vector256<ushort> even = Vector256.ShiftRightLogical(near + Vector256.LoadUnsafe(ref from, (nuint)x) + left, shift);
            Vector256<ushort> odd = Vector256.ShiftRightLogical(near + Vector256.LoadUnsafe(ref from, (nuint)x + 2) + right, shift);
            Vector256.StoreUnsafe((Vector256.WidenLower(even) | Vector256.ShiftLeft(Vector256.WidenLower(odd), 16)).AsUInt16(), ref to, (nuint)(2 * x));
            Vector256.StoreUnsafe((Vector256.WidenUpper(even) | Vector256.ShiftLeft(Vector256.WidenUpper(odd), 16)).AsUInt16(), ref to, (nuint)(2 * x + Lanes));
        }
    }
}
