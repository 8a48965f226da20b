using AlexNetPS.Tests.Structure;

namespace AlexNetPS.Tests.Datasets;

/// <summary>
/// The real photos beside the repository, where they are; tests that need them are skipped elsewhere.
/// </summary>
internal static class SharedPhotos
{
    public static string Require(string name)
    {
        string path = Path.GetFullPath(Path.Combine(SourceTree.Root, "..", "shared", "data", name));
        Assert.SkipUnless(Directory.Exists(path), $"The photos 'shared/data/{name}' are not beside the repository.");
        return path;
    }
}
