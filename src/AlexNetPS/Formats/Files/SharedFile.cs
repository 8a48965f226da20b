namespace AlexNetPS.Formats.Files;

/// <summary>Reads files that another program may be replacing: on Windows a plain reader makes that fail.</summary>
internal static class SharedFile
{
    /// <summary>Opens a file for reading and lets others write, replace and delete it.</summary>
    public static FileStream OpenRead(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>All of a text file.</summary>
    public static string ReadAllText(string path)
    {
        using var reader = new StreamReader(OpenRead(path));
        return reader.ReadToEnd();
    }
}
