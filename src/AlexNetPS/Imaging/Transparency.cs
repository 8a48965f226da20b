namespace AlexNetPS.Imaging;

/// <summary>Composites alpha on white in the encoded values, as Pillow does.</summary>
internal static class Transparency
{
    /// <param name="translucent">RGBA pixels.</param>
    /// <param name="pixels">RGB pixels, as many.</param>
    public static void ComposeOnWhite(ReadOnlySpan<byte> translucent, Span<byte> pixels)
    {
        for (int from = 0, to = 0; to < pixels.Length; from += 4, to += 3)
        {
            int alpha = translucent[from + 3], white = (255 - alpha) * 255 + 128;
            pixels[to] = Compose(translucent[from], alpha, white);
            pixels[to + 1] = Compose(translucent[from + 1], alpha, white);
            pixels[to + 2] = Compose(translucent[from + 2], alpha, white);
        }

        static byte Compose(int value, int alpha, int white)
        {
            int sum = value * alpha + white;
            return (byte)((sum + (sum >> 8)) >> 8);
        }
    }
}
