using System.Buffers.Binary;

namespace AlexNetPS.Imaging.Png;

/// <summary>Iterates over the chunks of a PNG file.</summary>
internal ref struct PngChunks(ReadOnlySpan<byte> file)
{
    public const uint Ihdr = 0x49484452, Idat = 0x49444154, Iend = 0x49454E44, Trns = 0x74524E53;

    /// <summary>Length, type and checksum of a chunk, in bytes.</summary>
    public const int Frame = 12;

    private readonly ReadOnlySpan<byte> _file = file;
    private int _next = Signature.Length, _start;

    public static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Type of the current chunk.</summary>
    public uint Type { get; private set; }

    /// <summary>Whether decoders must know the current chunk.</summary>
    public readonly bool IsCritical => (Type & 0x20000000) == 0;

    /// <summary>Data of the current chunk.</summary>
    public readonly ReadOnlySpan<byte> Data => Whole[8..^4];

    /// <summary>The current chunk including length, type and checksum.</summary>
    public readonly ReadOnlySpan<byte> Whole => _file[_start.._next];

    /// <summary>What follows the current chunk.</summary>
    public readonly ReadOnlySpan<byte> Rest => _file[Math.Min(_next, _file.Length)..];

    /// <summary>Moves to the next chunk; false at the end of the image or of the file, or if it is truncated.</summary>
    public bool Next()
    {
        if (Type == Iend || Rest.Length < Frame)
            return false;
        uint length = BinaryPrimitives.ReadUInt32BigEndian(Rest);
        if (length > (uint)(Rest.Length - Frame))
            return false;
        Type = BinaryPrimitives.ReadUInt32BigEndian(Rest[4..]);
        (_start, _next) = (_next, _next + (int)length + Frame);
        return true;
    }
}
