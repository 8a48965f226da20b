using System.Buffers.Binary;
using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Layouts;
using AlexNetPS.Tests.Formats;

namespace AlexNetPS.Tests.Datasets;

/// <summary>Folders and lists as Windows has them. Nothing is decoded: IDX files are read, or names alone.</summary>
public class WindowsPathTests
{
    private const string OnlyThere = "Only Windows has this rule.";

    [Fact]
    public void AShareHoldsImagesAndTheirStore()
    {
        using var folder = new TemporaryFolder();
        WriteIdx(folder.Photos);
        string share = SharePath.Of(folder.Root);
        ImageNetDataset dataset = Import(Path.Combine(share, "photos"), Path.Combine(share, "cache"));
        Assert.StartsWith(share, dataset.StorePath!, StringComparison.Ordinal);
        Assert.Equal(20, ImageNetDataset.Open(dataset.StorePath!).Count);
    }

    [Fact]
    public void PathsOf300CharactersAreImportedAndOpened()
    {
        using var folder = new TemporaryFolder();
        string deep = Path.Combine(folder.Root, new('a', 130), new('b', 130)), photos = Path.Combine(deep, "photos");
        WriteIdx(photos);
        ImageNetDataset dataset = Import(photos, Path.Combine(deep, "cache"));
        Assert.Equal(20, ImageNetDataset.Open(dataset.StorePath!).Count);
    }

    [Fact]
    public void FoldersThatWindowsCannotOpenAreLeftOutByName()
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), OnlyThere);
        using var folder = new TemporaryFolder();
        foreach (string name in (string[])["cat", "dog", "dog.", "cat ", "nul"])
        {
            // Behind this prefix Windows takes names as they are.
            string path = Directory.CreateDirectory($@"\\?\{folder.At(name)}").FullName;
            File.WriteAllText($@"{path}\1.jpg", "x");
            File.WriteAllText($@"{path}\con.jpg", "x");
        }

        ImageNetDataset dataset = Index(folder.Photos);
        Assert.Equal(["cat", "dog"], dataset.Classes.Select(c => c.Name));
        Assert.Equal(2, dataset.Count);
        Assert.All((string[])["dog.", "cat ", "nul"], name => Assert.Contains(
            dataset.Warnings,
            warning => warning.Contains($"'{folder.At(name)}'", StringComparison.Ordinal)
                && warning.Contains("rename it", StringComparison.Ordinal)));
        Assert.Equal(
            [folder.At("cat", "con.jpg"), folder.At("dog", "con.jpg")],
            dataset.Skipped.Select(skipped => skipped.Path));
        Assert.All(dataset.Skipped, skipped => Assert.Contains("device", skipped.Reason, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("list.csv", "path,label\r\ncat\\1.jpg,cat\r\ncat/2.jpg,cat\r\n.\\dog\\1.jpg,dog\r\n")]
    [InlineData("list.tsv", "path\tlabel\r\ncat\\1.jpg\tcat\r\ncat/2.jpg\tcat\r\ndog/1.jpg\tdog\r\n")]
    [InlineData("list.txt", "cat\\1.jpg 0\r\ncat/2.jpg 0\r\ndog\\1.jpg 1\r\n\r\n")]
    public void ListsWithLinesAndPathsOfWindowsAreReadOnEverySystem(string name, string text)
    {
        using var folder = new TemporaryFolder();
        foreach (string image in (string[])["cat/1.jpg", "cat/2.jpg", "dog/1.jpg"])
            folder.Write(image, [1]);
        string list = folder.At(name);
        File.WriteAllText(list, text);
        ImageNetDataset dataset = Index(list);
        Assert.Empty(dataset.Skipped);
        Assert.Equal(
            [folder.At("cat", "1.jpg"), folder.At("cat", "2.jpg"), folder.At("dog", "1.jpg")],
            dataset.Train.Samples.Select(sample => sample.Path));
        Assert.All(dataset.Classes, c => Assert.DoesNotContain('\r', c.Name));
    }

    [Fact]
    public void AListTakesPathsWithADriveAndNamesAFileOnceWhateverTheCase()
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), OnlyThere);
        using var folder = new TemporaryFolder();
        folder.Write("cat/1.jpg", [1]);
        folder.Write("dog/1.jpg", [1]);
        string list = folder.At("list.csv");
        string full = folder.At("cat", "1.jpg");
        File.WriteAllLines(list, ["path,label", $"{full},cat", "dog/1.jpg,dog", @"DOG\1.JPG,dog", "dog/nul.jpg,dog"]);
        ImageNetDataset dataset = Index(list);
        Assert.Equal([full, folder.At("dog", "1.jpg")], dataset.Train.Samples.Select(sample => sample.Path));
        Assert.Equal(2, dataset.Skipped.Count);
        Assert.Contains(
            dataset.Skipped, skipped => skipped.Reason.Contains("already listed in line 3", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("nul")]
    [InlineData("con")]
    public void ADeviceIsNoCachePath(string name)
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), OnlyThere);
        using var folder = new TemporaryFolder();
        WriteIdx(folder.Photos);
        DatasetException failure = Assert.Throws<DatasetException>(() => Import(folder.Photos, name));
        Assert.Contains("device of Windows", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheRootOfADriveHasAName() =>
        Assert.NotEmpty(new DatasetSource(Path.GetPathRoot(Path.GetFullPath("."))!, false).Name);

    private static ImageNetDataset Import(string path, string cache) =>
        ImageNetImporter.Import(path, new ImportOptions { CachePath = cache });

    private static ImageNetDataset Index(string path) =>
        ImageNetImporter.Import(path, new ImportOptions { IndexOnly = true, ValidationFraction = 0 });

    private static void WriteIdx(string folder)
    {
        const int Count = 20, Side = 8;
        byte[] images = new byte[16 + Count * Side * Side], labels = new byte[8 + Count];
        int[] header = [0x803, Count, Side, Side];
        for (int i = 0; i < header.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(images.AsSpan(4 * i), header[i]);
        BinaryPrimitives.WriteInt32BigEndian(labels, 0x801);
        BinaryPrimitives.WriteInt32BigEndian(labels.AsSpan(4), Count);
        for (int i = 0; i < Count; i++)
            labels[8 + i] = (byte)(i % 10);
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "train-images-idx3-ubyte"), images);
        File.WriteAllBytes(Path.Combine(folder, "train-labels-idx1-ubyte"), labels);
    }
}
