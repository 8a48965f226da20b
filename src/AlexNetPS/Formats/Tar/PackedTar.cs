using AlexNetPS.Formats.Files;

namespace AlexNetPS.Formats.Tar;

/// <summary>Extracts a few files of a small compressed tar into memory in one pass.</summary>
internal static class PackedTar
{
    private const int FirstRead = 1 << 20;

    /// <param name="path">A .tar.gz file, or one that a browser has unpacked.</param>
    /// <param name="wanted">Selects members by their name in the archive.</param>
    /// <param name="maximumBytes">Maximum size of the whole archive, decompressed.</param>
    /// <returns>Contents by file name without folders.</returns>
    /// <exception cref="FormatException">Damaged, or larger than the maximum.</exception>
    public static Dictionary<string, byte[]> Read(string path, Func<string, bool> wanted, long maximumBytes)
    {
        var contents = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        try
        {
            using FileStream file = InputFile.Open(path);
            using Stream stream = GzipReader.IsGzip(file) ? new GzipReader(file) : file;
            byte[] block = new byte[TarHeader.BlockLength], skipped = new byte[1 << 16];
            long left = maximumBytes;
            for (int read; (read = stream.ReadAtLeast(block, block.Length, throwOnEndOfStream: false)) > 0;)
            {
                if (read < block.Length)
                    throw new InvalidDataException("it ends within a member's header");
                if (!block.AsSpan().ContainsAnyExcept((byte)0))
                    break;
                if (!TarHeader.TryParse(block, out TarHeader header))
                    throw new InvalidDataException("it does not contain a valid tar");
                left -= TarHeader.BlockLength;
                if (header.Length > left)
                    throw new InvalidDataException($"it holds more than {maximumBytes:N0} bytes");
                left -= header.Length;
                long padding = -header.Length & TarHeader.BlockLength - 1;
                if (header.IsFile && wanted(header.Name) && header.Length <= Array.MaxLength)
                    contents[Path.GetFileName(header.Name)] = ReadMember(stream, header.Length);
                else
                    padding += header.Length;
                for (; padding > 0; padding -= Math.Min(padding, skipped.Length))
                    stream.ReadExactly(skipped, 0, (int)Math.Min(padding, skipped.Length));
            }

            // The checksum is at the end.
            for (int read; (read = stream.Read(skipped)) > 0;)
            {
                left -= read;
                if (left < 0)
                    throw new InvalidDataException($"it holds more than {maximumBytes:N0} bytes");
            }

            return contents;
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException)
        {
            throw new FormatException($"'{path}' is damaged: "
                + $"{(e is EndOfStreamException ? "it ends early" : e.Message.TrimEnd('.'))}. Download it again.", e);
        }
    }

    /// <summary>The length is only claimed: memory is taken as bytes arrive.</summary>
    private static byte[] ReadMember(Stream stream, long length)
    {
        byte[] bytes = new byte[Math.Min(length, FirstRead)];
        for (int read = 0; ;)
        {
            stream.ReadExactly(bytes, read, bytes.Length - read);
            read = bytes.Length;
            if (read == length)
                return bytes;
            Array.Resize(ref bytes, (int)Math.Min(length, 2L * read));
        }
    }
}
