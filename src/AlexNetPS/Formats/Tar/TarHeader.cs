using System.Text;

namespace AlexNetPS.Formats.Tar;

/// <summary>The 512-byte header before each member: POSIX ustar, with GNU's encoding of sizes above 8 GB.</summary>
/// <param name="Name">Path, prefix included.</param>
/// <param name="Length">Length of the member in bytes.</param>
/// <param name="Type">Type flag: '0' for a file.</param>
internal readonly record struct TarHeader(string Name, long Length, char Type)
{
    public const int BlockLength = 512;

    public bool IsFile => Type is '0' or '\0' or '7';

    /// <returns>False if the block is not a header: its checksum is wrong or its length impossible.</returns>
    public static bool TryParse(ReadOnlySpan<byte> block, out TarHeader header)
    {
        header = default;
        if (!TryNumber(block.Slice(148, 8), out long expected) || Sum(block) != expected
            || !TryNumber(block.Slice(124, 12), out long length))
        {
            return false;
        }

        string name = Text(block[..100]);
        // GNU's format stores times where POSIX stores the prefix.
        if (block.Slice(257, 6).SequenceEqual("ustar\0"u8) && Text(block.Slice(345, 155)) is { Length: > 0 } prefix)
            name = $"{prefix}/{name}";
        header = new TarHeader(name, length, (char)block[156]);
        return true;
    }

    public static string Text(ReadOnlySpan<byte> field)
    {
        int end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }

    private static long Sum(ReadOnlySpan<byte> block)
    {
        long sum = 8 * ' ';
        for (int i = 0; i < block.Length; i++)
            sum += i is >= 148 and < 156 ? 0 : block[i];
        return sum;
    }

    private static bool TryNumber(ReadOnlySpan<byte> field, out long value)
    {
        value = 0;
        if (field[0] == 0x80)
        {
            foreach (byte digit in field[1..])
            {
                if (value > long.MaxValue >> 8)
                    return false;
                value = value << 8 | digit;
            }

            return true;
        }

        bool any = false;
        foreach (byte digit in field)
        {
            if (digit is >= (byte)'0' and <= (byte)'7')
                (value, any) = (value << 3 | (uint)(digit - '0'), true);
            else if (digit is not ((byte)' ' or 0))
                return false;
            else if (any)
                return true;
        }

        return true;
    }
}
