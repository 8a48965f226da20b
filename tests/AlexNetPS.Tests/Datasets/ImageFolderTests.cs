using AlexNetPS.Datasets;

namespace AlexNetPS.Tests.Datasets;

public class ImageFolderTests
{
    [Fact]
    public void TheImagesOfAFolderAreListedByName()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in (string[])["b.PNG", "a.jpg", "notes.txt", ".hidden.jpg", "sub/c.webp", "sub/deep/d.tif",
            "@eaDir/e.jpg", "sub/__MACOSX/f.jpg", "raw/g.heic"])
        {
            folder.Write(name, [1]);
        }

        Assert.Equal(["a.jpg", "b.PNG"], Names(folder.Photos, false));
        Assert.Equal(["a.jpg", "b.PNG", "sub/c.webp", "sub/deep/d.tif"], Names(folder.Photos, true));
        Assert.Contains("HEIC", ImageFolder.WhyEmpty(folder.At("raw")).Reason, StringComparison.Ordinal);
        File.Delete(folder.At("sub", "c.webp"));
        Assert.Contains("-Recurse", ImageFolder.WhyEmpty(folder.At("sub")).Advice, StringComparison.Ordinal);

        IEnumerable<string> Names(string path, bool recurse) => ImageFolder.Files(path, recurse)
            .Select(file => Path.GetRelativePath(path, file).Replace('\\', '/'));
    }

    [Fact]
    public void ALinkToAParentIsNotFollowed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        using var folder = new TemporaryFolder();
        folder.Write("a/1.jpg", [1]);
        Directory.CreateSymbolicLink(folder.At("a", "loop"), folder.Photos);
        Assert.Equal([folder.At("a", "1.jpg")], ImageFolder.Files(folder.Photos, recurse: true));
    }
}
