using System.Text;

namespace AlexNetPS.Packing;

/// <summary>Files that the build writes.</summary>
internal static class Output
{
    /// <summary>Writes a text as UTF-8 without a byte order mark; a file that has it already keeps its time.</summary>
    public static void Write(string path, string text)
    {
        byte[] bytes = new UTF8Encoding(false).GetBytes(text);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(bytes))
            File.WriteAllBytes(path, bytes);
    }
}
