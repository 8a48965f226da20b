namespace AlexNetPS.Tests.Imaging;

/// <summary>The committed pictures, and what Pillow makes of them (tests/peers/imaging_goldens.py writes both).</summary>
internal static class PictureFiles
{
    public const int Width = 40, Height = 30;

    public static readonly string RepositoryRoot = FindRepositoryRoot();

    public static readonly string Folder = Path.Combine(RepositoryRoot, "tests", "AlexNetPS.Tests", "Imaging", "Pictures");

    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Folder, name));

    private static string FindRepositoryRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AlexNetPS.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException("AlexNetPS.sln was not found above the tests.");
    }
}
