using System.Numerics;
using AlexNetPS.Imaging;
using AlexNetPS.Imaging.Resampling;

namespace AlexNetPS.Datasets.Means;

/// <summary>
/// Sums of images, pixel by pixel, in integers, so that their order does not matter. For one thread.
/// </summary>
internal sealed class PixelSums(MeanFrame frame)
{
    // This many pixels of 255 fit into 16 bits, which halve the memory traffic of 32 bits.
    private const int MaxPending = ushort.MaxValue / byte.MaxValue;

    private readonly ushort[] _pending = new ushort[frame.Length];
    private readonly long[] _sums = new long[frame.Length];
    private byte[] _enlarged = [];
    private int _pendingImages;

    /// <summary>Continues sums.</summary>
    public PixelSums(MeanFrame frame, long[] sums)
        : this(frame) => sums.CopyTo(_sums, 0);

    public MeanFrame Frame => frame;

    /// <summary>Adds the central part of an image, exactly as <c>CenterCrop</c> crops it.</summary>
    public void Add(PixelView image)
    {
        int row = frame.Width * frame.Channels, stride = image.Width * image.Channels;
        ReadOnlySpan<byte> pixels = image.Pixels;
        if (image.Width != frame.Width || image.Height != frame.Height)
        {
            var geometry = new CropGeometry(image.Width, image.Height);
            geometry.CropCenter(frame.Width);
            if (geometry.IsCopy)
            {
                pixels = pixels[((int)geometry.Top * stride + (int)geometry.Left * frame.Channels)..];
            }
            else
            {
                if (_enlarged.Length < frame.Length)
                    _enlarged = new byte[frame.Length];
                var box = new ResampleBox(geometry.Left, geometry.Top,
                    Math.Min(geometry.Left + geometry.BoxWidth, image.Width),
                    Math.Min(geometry.Top + geometry.BoxHeight, image.Height));
                Resampler.Resize(image, box, frame.Width, frame.Height, _enlarged.AsSpan(0, frame.Length),
                    geometry.WithinBox);
                pixels = _enlarged;
                stride = row;
            }
        }

        for (int y = 0; y < frame.Height; y++)
            AddRow(_pending.AsSpan(y * row, row), pixels.Slice(y * stride, row));
        if (++_pendingImages == MaxPending)
            Flush();
    }

    /// <summary>Adds these sums to others, or subtracts them.</summary>
    public void AddTo(Span<long> sums, int sign)
    {
        Flush();
        for (int i = 0; i < sums.Length; i++)
            sums[i] += sign * _sums[i];
    }

    private void Flush()
    {
        for (int i = 0; i < _sums.Length; i++)
            _sums[i] += _pending[i];
        Array.Clear(_pending);
        _pendingImages = 0;
    }

    private static void AddRow(Span<ushort> sums, ReadOnlySpan<byte> levels)
    {
        int i = 0;
        for (; i <= levels.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(levels[i..]), out Vector<ushort> low, out Vector<ushort> high);
            (new Vector<ushort>(sums[i..]) + low).CopyTo(sums[i..]);
            Span<ushort> upper = sums[(i + Vector<ushort>.Count)..];
            (new Vector<ushort>(upper) + high).CopyTo(upper);
        }

        for (; i < levels.Length; i++)
            sums[i] += levels[i];
    }
}
