using System.Runtime.InteropServices;

namespace AlexNetPS.Benchmarks.Import;

/// <summary>Large folders of images out of few files: hard links, or copies where there are none.</summary>
internal static partial class LinkedFiles
{
    /// <summary>Every file of a folder of class folders, several times.</summary>
    public static string Repeat(string folder, string target, int times)
    {
        foreach (string source in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            string name = Path.GetFileName(source), below =
                Path.Combine(target, Path.GetFileName(Path.GetDirectoryName(source)!));
            Directory.CreateDirectory(below);
            for (int i = 0; i < times; i++)
                Link(source, Path.Combine(below, $"{i}-{name}"));
        }

        return target;
    }

    /// <summary>A train folder of classes, named as ImageNet's are.</summary>
    public static string Tree(IReadOnlyList<string> sources, string target, int files, int classes)
    {
        for (int label = 0, made = 0; label < classes; label++)
        {
            string name = $"n{label:D8}", below = Path.Combine(target, "train", name);
            Directory.CreateDirectory(below);
            for (int i = 0; i < files / classes; i++, made++)
                Link(sources[made % sources.Count], Path.Combine(below, $"{name}_{i}.JPEG"));
        }

        return target;
    }

    private static void Link(string source, string target)
    {
        if (OperatingSystem.IsWindows() || MakeLink(source, target) != 0)
            File.Copy(source, target);
    }

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeLink(string source, string target);
}
