namespace AlexNetPS.Imaging.Jpeg;

/// <summary>
/// The tables of Annex K of the JPEG standard: counts of the code lengths, then values, in hexadecimal.
/// </summary>
internal static class StandardHuffmanTables
{
    private static readonly HuffmanTable[] _dc =
    [
        Parse("00010501010101010100000000000000000102030405060708090a0b"),
        Parse("00030101010101010101010000000000000102030405060708090a0b"),
    ];

    private static readonly HuffmanTable[] _ac =
    [
        Parse("0002010303020403050504040000017d01020300041105122131410613516107227114328191a1082342b1c11552d1f0"
            + "2433627282090a161718191a25262728292a3435363738393a434445464748494a535455565758595a63646566676869"
            + "6a737475767778797a838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5"
            + "c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa"),
        Parse("00020102040403040705040400010277000102031104052131061241510761711322328108144291a1b1c109233352f0"
            + "156272d10a162434e125f11718191a262728292a35363738393a434445464748494a535455565758595a636465666768"
            + "696a737475767778797a82838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3"
            + "c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa"),
    ];

    /// <summary>Returns the table of luminance (0) or chrominance (1); null for other slots.</summary>
    public static HuffmanTable? Get(bool isAc, int slot) => slot > 1 ? null : (isAc ? _ac : _dc)[slot];

    private static HuffmanTable Parse(string hexadecimal)
    {
        byte[] bytes = Convert.FromHexString(hexadecimal);
        return new HuffmanTable(bytes.AsSpan(0, 16), bytes.AsSpan(16));
    }
}
