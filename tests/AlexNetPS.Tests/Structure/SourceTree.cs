namespace AlexNetPS.Tests.Structure;

/// <summary>The repository that these tests were built in.</summary>
internal static class SourceTree
{
    public static string Root { get; } = Find();

    /// <summary>C# files of a project, without those that the build makes.</summary>
    public static IEnumerable<string> Files(string project) =>
        Directory.EnumerateFiles(project, "*.cs", SearchOption.AllDirectories)
        .Where(file => !Path.GetRelativePath(project, file).Split(Path.DirectorySeparatorChar)
            .Any(step => step is "obj" or "bin"));

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AlexNetPS.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException("AlexNetPS.sln was not found above the tests.");
    }
}
