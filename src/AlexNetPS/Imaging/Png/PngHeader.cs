using System.Buffers.Binary;

namespace AlexNetPS.Imaging.Png;

/// <summary>The header of a PNG file.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Depth">Bits of a channel.</param>
/// <param name="Color">Color type: 0 (gray), 2 (RGB), 3 (palette), 4 (gray with alpha) or 6 (RGB with alpha).</param>
/// <param name="IsInterlaced">Whether the pixels are stored in seven passes.</param>
internal readonly record struct PngHeader(uint Width, uint Height, byte Depth, byte Color, bool IsInterlaced)
{
    private const int End = 33;

    /// <summary>Rows and columns at which Adam7's passes start, and their steps.</summary>
    private static readonly (int Row, int Column, int RowStep, int ColumnStep)[] _passes =
        [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)];

    /// <summary>Whether a file starts with a header.</summary>
    public static bool IsComplete(ReadOnlySpan<byte> file) =>
        file.Length >= End && BinaryPrimitives.ReadUInt32BigEndian(file[12..]) == PngChunks.Ihdr;

    /// <exception cref="ImageFormatException">There is no header.</exception>
    public static PngHeader Read(ReadOnlySpan<byte> file)
    {
        if (!IsComplete(file))
            throw new ImageFormatException("damaged PNG: no header");
        return new PngHeader(BinaryPrimitives.ReadUInt32BigEndian(file[16..]),
            BinaryPrimitives.ReadUInt32BigEndian(file[20..]), file[24], file[25], file[28] != 0);
    }

    /// <summary>Whether libpng's simplified interface decodes the image incorrectly.</summary>
    public bool IsInterlacedOf16Bits => Depth == 16 && IsInterlaced;

    /// <summary>
    /// Bytes of the rows with their filter types, as they are compressed; 0 for an unknown color type.
    /// </summary>
    public long RowBytes
    {
        get
        {
            int channels = Color switch { 0 or 3 => 1, 2 => 3, 4 => 2, 6 => 4, _ => 0 };
            if (channels == 0)
                return 0;
            long bits = channels * Depth, bytes = 0;
            if (!IsInterlaced)
                return Height * (1 + (Width * bits + 7) / 8);
            foreach ((int row, int column, int rowStep, int columnStep) in _passes)
            {
                long rows = (Height - row + rowStep - 1) / rowStep;
                long columns = (Width - column + columnStep - 1) / columnStep;
                if (rows > 0 && columns > 0)
                    bytes += rows * (1 + (columns * bits + 7) / 8);
            }

            return bytes;
        }
    }
}
