using AlexNetPS.Datasets;
using AlexNetPS.Imaging;
using AlexNetPS.Tests.Imaging;

namespace AlexNetPS.Tests.Datasets;

public class BadCallTests
{
    [Fact]
    public void FoldersThatCannotBecomeADatasetAreNamed()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("There is no folder or file", Refusal(folder), StringComparison.Ordinal);
        Directory.CreateDirectory(folder.Photos);
        Assert.Contains("no class folders", Refusal(folder), StringComparison.Ordinal);
        folder.Write("stray.jpg", DrawnImage.Jpeg(20, 20));
        Assert.Contains("1 image but no class folders", Refusal(folder), StringComparison.Ordinal);
        Directory.CreateDirectory(folder.At("cat"));
        Assert.Contains(folder.Photos, Refusal(folder), StringComparison.Ordinal);
        folder.WriteClass("cat", 2);
        Assert.Contains("one class only, 'cat'", Refusal(folder), StringComparison.Ordinal);
        folder.Write("dog/1.jpg", "nothing"u8.ToArray());
        Assert.Contains("one class only, 'cat'", Refusal(folder), StringComparison.Ordinal);
        Assert.Contains("is a file",
            Assert.Throws<DatasetException>(() => ImageNetImporter.Import(folder.At("stray.jpg"),
                new ImportOptions())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AllFilesUnreadableIsOneError()
    {
        using var folder = new TemporaryFolder();
        folder.Write("cat/1.jpg", "nothing"u8.ToArray());
        folder.Write("dog/1.jpg", "nothing"u8.ToArray());
        Assert.Contains("None of the 2 files", Refusal(folder), StringComparison.Ordinal);
    }

    [Fact]
    public void AClassFolderWithoutImagesIsListed()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("cat", 3);
        folder.WriteClass("dog", 3);
        Directory.CreateDirectory(folder.At("crow"));
        foreach (bool indexOnly in (bool[])[false, true])
        {
            ImageNetDataset dataset = ImageNetImporter.Import(folder.Photos,
                new ImportOptions { CachePath = folder.Cache, ImageSize = 16, IndexOnly = indexOnly });
            Assert.Equal(["cat", "dog"], dataset.Classes.Select(c => c.Name));
            Assert.Contains("crow", Assert.Single(dataset.Warnings), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(-0.1, 0, "ValidationFraction")]
    [InlineData(1.0, 0, "ValidationFraction")]
    [InlineData(double.NaN, 0, "ValidationFraction")]
    [InlineData(0.1, 2, "TestFraction")]
    [InlineData(0.5, 0.5, "ValidationFraction")]
    public void FractionsOutOfRangeAreRefused(double validation, double test, string parameter)
    {
        ArgumentException refusal = Assert.ThrowsAny<ArgumentException>(() =>
            ImageNetImporter.Import("anywhere",
                new ImportOptions { ValidationFraction = validation, TestFraction = test }));
        Assert.Equal(parameter, refusal.ParamName);
        Assert.Contains(parameter, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SizesOutOfRangeAreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(
            () => ImageNetImporter.Import("anywhere", new ImportOptions { ImageSize = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => ImageNetImporter.Import("anywhere", new ImportOptions { MaximumSide = 100 }));
    }

    [Fact]
    public void AnUnwritableOrImpossibleCachePathIsNamed()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("cat", 2);
        folder.WriteClass("dog", 2);
        string file = Path.Combine(folder.Root, "file");
        File.WriteAllText(file, "");
        Assert.Contains("CachePath",
            Assert.Throws<DatasetException>(() => ImageNetImporter.Import(folder.Photos,
                new ImportOptions { CachePath = file })).Message, StringComparison.Ordinal);
        Assert.Contains("CachePath",
            Assert.Throws<DatasetException>(() => ImageNetImporter.Import(folder.Photos,
                new ImportOptions { CachePath = folder.At("cache") })).Message, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows() && Environment.UserName != "root")
        {
            Directory.CreateDirectory(folder.Cache, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            Assert.Contains("CachePath", Refusal(folder), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void WhatIsNoStoreIsNotOpened()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<DatasetException>(() => ImageNetDataset.Open(folder.Root));
        folder.WriteClass("cat", 2);
        folder.WriteClass("dog", 2);
        ImageNetDataset dataset =
            ImageNetImporter.Import(folder.Photos, new ImportOptions { CachePath = folder.Cache, ImageSize = 16 });
        string index = Path.Combine(dataset.StorePath!, "index.csv");
        File.WriteAllLines(index, File.ReadAllLines(index)[..^1]);
        Assert.Contains("Import",
            Assert.Throws<DatasetException>(() => ImageNetDataset.Open(dataset.StorePath!)).Message,
            StringComparison.Ordinal);

        // The importer mends what cannot be opened.
        Assert.Equal(4,
            ImageNetImporter.Import(folder.Photos,
                new ImportOptions { CachePath = folder.Cache, ImageSize = 16 }).Count);
    }

    private static string Refusal(TemporaryFolder folder) =>
        Assert.Throws<DatasetException>(() => ImageNetImporter.Import(folder.Photos,
            new ImportOptions { CachePath = folder.Cache, Limits = DecodeLimits.Default })).Message;
}
