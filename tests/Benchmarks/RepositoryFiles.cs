namespace AlexNetPS.Benchmarks;

/// <summary>Files and folders of the working copy, and of the folders around it.</summary>
internal static class RepositoryFiles
{
    /// <summary>Looks for a file or folder from the program's folder upwards; null if there is none.</summary>
    public static string? Find(params string[] parts)
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            string path = Path.Combine([folder, .. parts]);
            if (Path.Exists(path))
                return path;
        }

        return null;
    }
}
