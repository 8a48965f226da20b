namespace AlexNetPS.Formats.Files;

/// <summary>Paths without links.</summary>
internal static class RealPath
{
    private const int MaximumLinks = 40;

    /// <summary>Returns the path of an existing file or folder with every link on the way followed.</summary>
    /// <exception cref="IOException">Links lead in a circle.</exception>
    public static string Of(string path)
    {
        string full = Path.GetFullPath(path), root = Path.GetPathRoot(full)!, real = root;
        var names = new Stack<string>(full[root.Length..].Split(Path.DirectorySeparatorChar,
            StringSplitOptions.RemoveEmptyEntries).Reverse());
        for (int links = 0; names.TryPop(out string? name);)
        {
            string next = Path.Combine(real, name);
            if (new DirectoryInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MaximumLinks)
                throw new IOException($"'{path}' is a link that leads in a circle.");
            string resolved = Path.GetFullPath(target, real);
            real = Path.GetPathRoot(resolved)!;
            foreach (string part in resolved[real.Length..].Split(Path.DirectorySeparatorChar,
                StringSplitOptions.RemoveEmptyEntries).Reverse())
            {
                names.Push(part);
            }
        }

        return real;
    }
}
