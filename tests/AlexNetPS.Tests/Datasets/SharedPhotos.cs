namespace AlexNetPS.Tests.Datasets;

/// <summary>The real photos beside the repository, where they are; tests that need them are skipped elsewhere.</summary>
internal static class SharedPhotos
{
    public static string Require(string name)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "AlexNetPS.sln")))
            folder = folder.Parent;
        string path = Path.Combine(folder?.Parent?.FullName ?? "", "shared", "data", name);
        Assert.SkipUnless(Directory.Exists(path), $"The photos 'shared/data/{name}' are not beside the repository.");
        return path;
    }
}
