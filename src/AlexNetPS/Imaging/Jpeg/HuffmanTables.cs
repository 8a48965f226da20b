namespace AlexNetPS.Imaging.Jpeg;

/// <summary>The Huffman tables in effect at a scan.</summary>
internal sealed class HuffmanTables
{
    private const int Header = 17, Slots = 4;

    /// <summary>Tables of DC, then of AC coefficients.</summary>
    private readonly HuffmanTable?[] _tables = new HuffmanTable?[2 * Slots];

    /// <summary>
    /// Returns a table; one that the file does not define is the standard's, as in frames of Motion JPEG.
    /// </summary>
    /// <exception cref="ImageFormatException">There is no such table.</exception>
    public HuffmanTable Get(bool isAc, int slot) =>
        (slot < Slots ? _tables[(isAc ? Slots : 0) + slot] : null)
        ?? StandardHuffmanTables.Get(isAc, slot)
        ?? throw new ImageFormatException($"damaged JPEG: Huffman table 0x{slot:x2} was not defined");

    /// <summary>Reads the content of a segment that defines tables.</summary>
    /// <exception cref="ImageFormatException">The segment is damaged.</exception>
    public void Define(ReadOnlySpan<byte> body)
    {
        while (body.Length >= Header)
        {
            int place = body[0], count = 0;
            ReadOnlySpan<byte> counts = body[1..Header];
            foreach (byte codes in counts)
                count += codes;
            if ((place & ~0x13) != 0 || count > 256 || Header + count > body.Length)
                throw new ImageFormatException("damaged JPEG: Bogus Huffman table definition");
            _tables[(place >> 4) * Slots + (place & 3)] = new HuffmanTable(counts, body.Slice(Header, count));
            body = body[(Header + count)..];
        }
    }
}
