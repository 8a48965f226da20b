namespace AlexNetPS.Formats.Files;

/// <summary>
/// Reads files that another program may be replacing, which an exclusive reader would block on Windows.
/// </summary>
internal static class SharedFile
{
    /// <summary>Opens a file for reading; others may write, replace and delete it.</summary>
    public static FileStream OpenRead(string path) =>
        new(RegularFile.Require(path), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>Returns the contents of a text file.</summary>
    public static string ReadAllText(string path)
    {
        using var reader = new StreamReader(OpenRead(path));
        return reader.ReadToEnd();
    }
}
