using System.Buffers.Binary;
using AlexNetPS.Imaging;

namespace AlexNetPS.Tests.Imaging;

/// <summary>
/// A decoder for files of one test only, which halves large images as libjpeg-turbo does and remembers each call. The
/// pixels of a halved image are others, so that an image says how it was decoded.
/// </summary>
internal sealed class CountedCodec : IImageCodec
{
    private readonly byte[] _magic = Guid.NewGuid().ToByteArray();
    private readonly List<int> _leastSides = [];

    /// <summary>Creates the codec and adds it to those of the process, which it does not disturb.</summary>
    public CountedCodec() => ImageCodecs.Add(this);

    public string Name { get; } = $"counted {Guid.NewGuid()}";

    /// <summary>The least side of each decoding, in order.</summary>
    public int[] LeastSides
    {
        get
        {
            lock (_leastSides)
                return [.. _leastSides];
        }
    }

    /// <summary>Returns the bytes of a file.</summary>
    public byte[] File(int width, int height, Orientation orientation = Orientation.Upright)
    {
        byte[] file = new byte[_magic.Length + 6];
        _magic.CopyTo(file, 0);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(16), (short)width);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(18), (short)height);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(20), (short)orientation);
        return file;
    }

    public bool Recognizes(ReadOnlySpan<byte> header) => header.StartsWith(_magic);

    public void Decode(ReadOnlySpan<byte> file, DecodeLimits limits, int leastSide, PixelBuffer target)
    {
        lock (_leastSides)
            _leastSides.Add(leastSide);
        int width = BinaryPrimitives.ReadInt16LittleEndian(file[16..]);
        int height = BinaryPrimitives.ReadInt16LittleEndian(file[18..]);
        int divisor = leastSide > 0 && Math.Min(width, height) / 2 >= leastSide ? 2 : 1;
        Span<byte> pixels = target.Reserve((width + divisor - 1) / divisor, (height + divisor - 1) / divisor);
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)(i * 13 / 7 + i / 300 + divisor * 50);
        (target.SourceWidth, target.SourceHeight) = (width, height);
        target.Orientation = (Orientation)BinaryPrimitives.ReadInt16LittleEndian(file[20..]);
    }
}
