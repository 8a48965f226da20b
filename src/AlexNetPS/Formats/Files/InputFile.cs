using System.Text;
using Microsoft.Win32.SafeHandles;

namespace AlexNetPS.Formats.Files;

/// <summary>
/// The one way to open a file for reading: what is no file is rejected instead of waited for, and whole files are read
/// up to a limit.
/// </summary>
/// <remarks>
/// Others may write, replace and delete the file meanwhile: an exclusive reader would block them on Windows.
/// </remarks>
internal static class InputFile
{
    private const FileShare Shared = FileShare.ReadWrite | FileShare.Delete;

    private const int FirstBytes = 1 << 16;

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="share">What others may do meanwhile.</param>
    /// <param name="buffer">Bytes read at once; 1 for callers that read in large pieces.</param>
    /// <param name="options">How it will be read.</param>
    /// <exception cref="IOException">It is a folder, a FIFO, a device or a socket, or cannot be opened.</exception>
    public static FileStream Open(string path, FileShare share = Shared, int buffer = 4096,
        FileOptions options = FileOptions.None) =>
        Opened(path, () => new FileStream(path, FileMode.Open, FileAccess.Read, share, buffer, options));

    /// <summary>Opens a file to be read at offsets.</summary>
    /// <inheritdoc cref="Open"/>
    public static SafeFileHandle OpenHandle(string path, FileShare share = Shared,
        FileOptions options = FileOptions.None) =>
        Opened(path, () => File.OpenHandle(path, FileMode.Open, FileAccess.Read, share, options));

    /// <summary>Opens a text file that is read to its end in parts: a table.</summary>
    /// <param name="path">The file.</param>
    /// <param name="encoding">Encoding without a byte order mark; null for UTF-8.</param>
    /// <exception cref="IOException">It is a folder, a FIFO, a device or a socket, or cannot be opened.</exception>
    public static StreamReader OpenText(string path, Encoding? encoding = null) =>
        new(Open(path), encoding ?? Encoding.UTF8);

    /// <summary>Returns the contents of a text file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">The most bytes that are read.</param>
    /// <param name="encoding">Encoding without a byte order mark; null for UTF-8.</param>
    /// <exception cref="FormatException">It is larger; the message does not name it.</exception>
    /// <exception cref="IOException">It is a folder, a FIFO, a device or a socket, or cannot be read.</exception>
    public static string ReadText(string path, long most, Encoding? encoding = null)
    {
        using var reader = new StreamReader(new MemoryStream(ReadBytes(path, most)), encoding ?? Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>Returns the lines of a text file.</summary>
    /// <inheritdoc cref="ReadText"/>
    public static IReadOnlyList<string> ReadLines(string path, long most)
    {
        using var reader = new StringReader(ReadText(path, most));
        List<string> lines = [];
        while (reader.ReadLine() is string line)
            lines.Add(line);
        return lines;
    }

    /// <summary>Returns the contents of a file.</summary>
    /// <inheritdoc cref="ReadText"/>
    public static byte[] ReadBytes(string path, long most)
    {
        most = Math.Min(most, Array.MaxLength - 1);
        using FileStream file = Open(path, buffer: 1);
        if (file.Length > most)
            throw TooLarge(file.Length, most);
        // It may grow, and a system file states no length.
        byte[] bytes = new byte[(int)Math.Max(file.Length + 1, FirstBytes)];
        int count = 0;
        for (int read; (read = file.Read(bytes, count, bytes.Length - count)) > 0;)
        {
            count += read;
            if (count > most)
                throw TooLarge(count, most);
            if (count == bytes.Length)
                Array.Resize(ref bytes, (int)Math.Min(2L * count, most + 1));
        }

        Array.Resize(ref bytes, count);
        return bytes;
    }

    // The system's own messages are in its words and language.
    private static T Opened<T>(string path, Func<T> open)
    {
        RegularFile.Require(path);
        try
        {
            return open();
        }
        catch (FileNotFoundException e)
        {
            throw new FileNotFoundException($"There is no file '{path}'.", path, e);
        }
        catch (DirectoryNotFoundException e)
        {
            throw new DirectoryNotFoundException($"There is no file '{path}': its folder does not exist.", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new UnauthorizedAccessException($"'{path}' cannot be read: access is denied.", e);
        }
    }

    private static FormatException TooLarge(long length, long most) =>
        new(FormattableString.Invariant($"it has {length:N0} bytes; at most {most:N0} are read"));
}
