namespace AlexNetPS.Imaging.Png;

/// <summary>
/// A profile as ImageMagick writes it into text: an empty line, a name, a length, then lines of hexadecimal digits.
/// </summary>
internal static class RawProfile
{
    private const int HeaderLines = 3;

    /// <summary>Returns the bytes of the profile; empty if the text is not one.</summary>
    public static ReadOnlySpan<byte> Parse(ReadOnlySpan<byte> text)
    {
        for (int line = 0; line < HeaderLines; line++)
        {
            int end = text.IndexOf((byte)'\n');
            if (end < 0)
                return default;
            text = text[(end + 1)..];
        }

        byte[] profile = new byte[text.Length / 2];
        int digits = 0;
        foreach (byte character in text)
        {
            if (char.IsWhiteSpace((char)character))
                continue;
            if (!char.IsAsciiHexDigit((char)character) || digits / 2 == profile.Length)
                return default;
            profile[digits / 2] = (byte)(profile[digits / 2] << 4 | Digit(character));
            digits++;
        }

        return profile.AsSpan(0, digits / 2);
    }

    private static int Digit(byte character) => character <= '9' ? character - '0' : (character | 0x20) - 'a' + 10;
}
