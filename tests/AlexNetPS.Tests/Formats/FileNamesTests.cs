using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Formats.Files;

namespace AlexNetPS.Tests.Formats;

public class FileNamesTests
{
    [Theory]
    [InlineData(@"Z:\photos\cat/deep/a.png", @"Z:\photos\cat\deep\a.png")]
    [InlineData("Z:/photos/c#/a.png", @"Z:\photos\c#\a.png")]
    [InlineData(@"\\server\share\train/n01.tar#n01/a.png", @"\\server\share\train\n01.tar#n01/a.png")]
    [InlineData(@"C:\sets\cifar/cifar-10.TAR.GZ#batches/a.bin", @"C:\sets\cifar\cifar-10.TAR.GZ#batches/a.bin")]
    public void PathsAreWrittenAsWindowsDoesButNamesInArchivesStay(string path, string expected)
    {
        Assert.Equal(expected, FileNames.Native(path, '\\'));
        Assert.Equal(path, FileNames.Native(path, '/'));
    }

    [Fact]
    public void AnImageHasThePathThatItsFolderListsItWith()
    {
        string folder = Path.GetFullPath("photos");
        Assert.Equal(Path.Combine(folder, "cat", "a.png"), new ImageSample(0, folder, "cat/a.png", 0, "cat").Path);
    }

    [Fact]
    public void ADriveHoldsWhatIsInIt()
    {
        string drive = Path.GetPathRoot(Path.GetFullPath("."))!, folder = Path.Combine(drive, "photos");
        Assert.True(FileNames.IsBelow(drive, folder));
        Assert.True(FileNames.IsBelow(folder, Path.Combine(folder, "cat")));
        Assert.False(FileNames.IsBelow(folder, folder));
        Assert.False(FileNames.IsBelow(folder, folder + " 2"));
        Assert.False(FileNames.IsBelow(folder, drive));
    }

    [Fact]
    public void CaseMattersWhereTheSystemSaysSo()
    {
        bool different = OperatingSystem.IsLinux();
        string folder = Path.GetFullPath("Photos"), other = Path.GetFullPath("pHOTOS");
        Assert.Equal(!different, FileNames.IsBelow(folder, Path.Combine(other, "cat")));
        var options = new ImportOptions { CachePath = Path.GetFullPath("cache") };
        string store = StorePaths.For(folder, options).Store, another = StorePaths.For(other, options).Store;
        Assert.Equal(!different, store.Equals(another, StringComparison.OrdinalIgnoreCase));
    }
}
