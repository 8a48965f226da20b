namespace AlexNetPS.ImageSharp;

/// <summary>
/// Counts the pixels that the compressed data of a GIF frame hold: the decoder makes missing ones up.
/// </summary>
internal static class GifPixels
{
    private const int MostCodes = 4096, LongestCode = 12;

    /// <param name="file">The file.</param>
    /// <param name="at">Position of the minimum code size, before the blocks of data.</param>
    /// <param name="needed">Number at which counting ends.</param>
    public static long Count(ReadOnlySpan<byte> file, int at, long needed)
    {
        int least = file[at];
        if (least is < 1 or > 11)
            return 0;
        Span<int> lengths = stackalloc int[MostCodes];
        int clear = 1 << least, end = clear + 1;
        lengths[..clear].Fill(1);
        int next = clear + 2, size = least + 1, previous = -1, bits = 0, held = 0, block = 0;
        long count = 0;
        for (int i = at + 1; count < needed;)
        {
            while (held < size)
            {
                if (block == 0)
                {
                    block = i < file.Length ? file[i++] : 0;
                    if (block == 0)
                        return count;
                }

                if (i >= file.Length)
                    return count;
                bits |= file[i++] << held;
                held += 8;
                block--;
            }

            int code = bits & (1 << size) - 1;
            bits >>= size;
            held -= size;
            if (code == clear)
            {
                (next, size, previous) = (clear + 2, least + 1, -1);
                continue;
            }

            if (code == end || code > next || (previous < 0 ? code >= clear : code == next && next == MostCodes))
                return count;
            int length = previous >= 0 && code == next ? lengths[previous] + 1 : lengths[code];
            count += length;
            if (previous >= 0 && next < MostCodes)
            {
                lengths[next++] = lengths[previous] + 1;
                if (next == 1 << size && size < LongestCode)
                    size++;
            }

            previous = code;
        }

        return count;
    }
}
