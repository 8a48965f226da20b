using System.Text;
using AlexNetPS.Formats.Files;

namespace AlexNetPS.Formats.Text;

/// <summary>
/// Opens text that others wrote. Bytes that are no text in the expected encoding are an error with their line, never
/// replacement characters: those would make two names one.
/// </summary>
internal static class TextFile
{
    private const int ShownLength = 60, SampleLength = 4096;

    // No row of a list is as long; a file of another kind may be one line of gigabytes.
    private const int LongestLine = 4 << 20;

    private static readonly UTF8Encoding _strictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Opens a file that has been checked whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="encoding">Encoding without a byte order mark; null for UTF-8. A mark wins.</param>
    /// <param name="stopping">Canceled to stop the check.</param>
    /// <exception cref="FormatException">Its bytes are no such text; the message names the line.</exception>
    /// <exception cref="OperationCanceledException">The check was canceled.</exception>
    public static StreamReader Open(string path, Encoding? encoding = null, CancellationToken stopping = default)
    {
        Encoding strict = encoding is null ? _strictUtf8 : Strict(encoding);
        Check(path, strict, isNamed: encoding is not null, stopping);
        return InputFile.OpenText(path, strict);
    }

    /// <summary>Returns the first line; "" if there is none.</summary>
    /// <exception cref="FormatException">The file is no such text; the message names the line.</exception>
    public static string FirstLine(string path, Encoding? encoding = null, CancellationToken stopping = default)
    {
        using StreamReader text = Open(path, encoding, stopping);
        return text.ReadLine() ?? "";
    }

    private static Encoding Strict(Encoding encoding)
    {
        var strict = (Encoding)encoding.Clone();
        strict.DecoderFallback = DecoderFallback.ExceptionFallback;
        return strict;
    }

    private static void Check(string path, Encoding strict, bool isNamed, CancellationToken stopping)
    {
        using FileStream file = InputFile.Open(path, buffer: 1);
        byte[] bytes = new byte[1 << 16];
        char[] characters = new char[strict.GetMaxCharCount(bytes.Length)];
        Decoder decoder = strict.GetDecoder();
        bool isFirst = true, isOther = false;
        long line = 1, length = 0;
        try
        {
            for (int count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false); count > 0;
                count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false))
            {
                stopping.ThrowIfCancellationRequested();
                ReadOnlySpan<byte> read = bytes.AsSpan(0, count);
                int end = read.IndexOf((byte)'\n');
                if (length + (end < 0 ? count : end) > LongestLine)
                {
                    throw new FormatException(FormattableString.Invariant($"line {line} has more than {LongestLine:N0} ")
                        + "bytes. A list has a row for each image; this is another file, or a damaged one.");
                }

                length = end < 0 ? length + count : count - read.LastIndexOf((byte)'\n') - 1;
                line += read.Count((byte)'\n');
                isOther |= isFirst && HasMarkOfOther(read);
                if (isOther)
                {
                    isFirst = false;
                    continue;
                }

                if (isFirst && !isNamed && Utf16Name(read) is { } name)
                {
                    throw new FormatException($"line 1 is text in UTF-16 without a byte order mark, not in UTF-8. "
                        + $"Save the file as UTF-8, or use -Encoding {name}.");
                }

                isFirst = false;
                decoder.GetChars(read, characters, flush: false);
            }

            if (!isOther)
                decoder.GetChars([], characters, flush: true);
        }
        catch (DecoderFallbackException e)
        {
            throw new FormatException(Explain(path, strict, isNamed), e);
        }
    }

    /// <summary>UTF-16 and UTF-32 with a byte order mark are what the mark says.</summary>
    private static bool HasMarkOfOther(ReadOnlySpan<byte> start) =>
        start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || start.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])
            || start.StartsWith((ReadOnlySpan<byte>)[0, 0, 0xFE, 0xFF]);

    /// <summary>Text with a zero in every second byte; null for any other.</summary>
    private static string? Utf16Name(ReadOnlySpan<byte> start)
    {
        int even = 0, odd = 0, length = Math.Min(start.Length, SampleLength);
        for (int i = 0; i < length; i++)
        {
            if (start[i] == 0 && (i & 1) == 0)
                even++;
            else if (start[i] == 0)
                odd++;
        }

        return length < 4 ? null
            : odd * 4 >= length && even * 8 <= odd ? "unicode"
            : even * 4 >= length && odd * 8 <= even ? "bigendianunicode"
            : null;
    }

    private static string Explain(string path, Encoding strict, bool isNamed)
    {
        (long line, string text) = FirstWrong(path, strict);
        string where = line == 0 ? "it" : FormattableString.Invariant($"line {line} ('{text}')");
        return isNamed
            ? $"{where} is no text in {strict.WebName}. Use another -Encoding, or save the file as UTF-8."
            : $"{where} is no text in UTF-8. Save the file as UTF-8 (in a spreadsheet: CSV UTF-8), or name its code "
                + "page: -Encoding 1252 (Western Europe), 1251 (Cyrillic), 932 (Japanese), 936 (Chinese).";
    }

    private static (long Line, string Text) FirstWrong(string path, Encoding strict)
    {
        using var file = new BufferedStream(InputFile.Open(path));
        List<byte> line = [];
        for (long number = 1; ; number++)
        {
            line.Clear();
            int next;
            while ((next = file.ReadByte()) >= 0 && next != '\n' && line.Count < LongestLine)
                line.Add((byte)next);
            byte[] bytes = [.. line];
            try
            {
                strict.GetCharCount(bytes);
            }
            catch (DecoderFallbackException)
            {
                string text = Encoding.Latin1.GetString(bytes).TrimEnd('\r');
                return (number, NameText.Truncate(new string([.. text.Where(c => !char.IsControl(c))]), ShownLength));
            }

            if (next < 0)
                return (0, "");
        }
    }
}
