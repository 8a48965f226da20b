using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Store;

namespace AlexNetPS.Tests.Datasets;

/// <summary>A file of a store whose disk does not return its contents.</summary>
public class UnreadableStoreTests
{
    // A file that is there, is opened, and gives EIO when it is read.
    private const string Broken = "/proc/self/mem";

    [Theory]
    [InlineData("mean.npy")]
    [InlineData("dataset.json")]
    [InlineData("shapes.npy")]
    [InlineData("index.csv")]
    public void AFailingReadIsAnErrorThatNamesItAndNothingIsWrittenAnew(string name)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has such a file.");
        using TemporaryFolder folder = Written();
        var paths = new StorePaths(ImageNetImporter.Import(folder.Photos, Options(folder)).StorePath!);
        byte[] pixels = File.ReadAllBytes(paths.Pixels);
        string path = Path.Combine(paths.Store, name);
        File.Move(path, path + "-away");
        File.CreateSymbolicLink(path, Broken);
        string place = name == "mean.npy" ? path : paths.Store;
        string opened = Assert.Throws<DatasetException>(() => ImageNetDataset.Open(paths.Store)).Message;
        Assert.Contains(place, opened, StringComparison.Ordinal);
        string imported = Assert.Throws<DatasetException>(() => ImageNetImporter.Import(folder.Photos,
            Options(folder))).Message;
        Assert.Contains(place, imported, StringComparison.Ordinal);
        Assert.Contains("cannot be read", imported, StringComparison.Ordinal);
        Assert.DoesNotContain("Writing", imported, StringComparison.Ordinal);
        Assert.Equal(pixels, File.ReadAllBytes(paths.Pixels));

        File.Delete(path);
        File.Move(path + "-away", path);
        Assert.NotNull(ImageNetImporter.Import(folder.Photos, Options(folder)).Statistics!.MeanImage);
    }

    [Fact]
    public void AJournalThatCannotBeReadIsAnError()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has such a file.");
        using TemporaryFolder folder = Written();
        StorePaths paths = StorePaths.For(folder.Photos, Options(folder));
        Directory.CreateDirectory(paths.Partial.Store);
        File.CreateSymbolicLink(paths.Partial.Journal, Broken);
        Assert.Contains("Input/output error", Assert.Throws<DatasetException>(() => ImageNetImporter.Import(folder.Photos,
            Options(folder))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AMissingOrDamagedMeanImageIsNoErrorAndIsWrittenAgain()
    {
        using TemporaryFolder folder = Written();
        var paths = new StorePaths(ImageNetImporter.Import(folder.Photos, Options(folder)).StorePath!);
        byte[] mean = File.ReadAllBytes(paths.Mean);
        File.WriteAllBytes(paths.Mean, mean[..^8]);
        Assert.Null(ImageNetDataset.Open(paths.Store).Statistics!.MeanImage);
        Assert.NotNull(ImageNetImporter.Import(folder.Photos, Options(folder)).Statistics!.MeanImage);
        Assert.Equal(mean, File.ReadAllBytes(paths.Mean));
        File.Delete(paths.Mean);
        Assert.Null(ImageNetDataset.Open(paths.Store).Statistics!.MeanImage);
    }

    private static ImportOptions Options(TemporaryFolder folder) =>
        new() { ImageSize = 16, CachePath = folder.Cache, StoreFormat = StoreFormat.Npy };

    private static TemporaryFolder Written()
    {
        var folder = new TemporaryFolder();
        folder.WriteClass("a", 3);
        folder.WriteClass("b", 3, seed: 20);
        return folder;
    }
}
