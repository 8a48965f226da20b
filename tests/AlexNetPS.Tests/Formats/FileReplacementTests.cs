using AlexNetPS.Formats.Files;
using AlexNetPS.Tests.Datasets;

namespace AlexNetPS.Tests.Formats;

public class FileReplacementTests
{
    private const string OnlyThere = "Only Windows refuses this.";

    [Fact]
    public void AFileThatIsHeldIsNamedAndStays()
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), OnlyThere);
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Root, "metrics.csv");
        File.WriteAllText(path, "old");
        using (new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read))
        {
            IOException failure = Assert.Throws<IOException>(
                () => FileReplacement.WriteText(path, writer => writer.Write("new")));
            Assert.Contains(path, failure.Message, StringComparison.Ordinal);
            Assert.Contains("another program", failure.Message, StringComparison.Ordinal);
        }

        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
        FileReplacement.WriteText(path, writer => writer.Write("new"));
        Assert.Equal("new", File.ReadAllText(path));
    }

    [Theory]
    [InlineData("nul")]
    [InlineData("CON")]
    [InlineData("aux")]
    public void ADeviceIsRefusedByName(string name)
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "Other systems have files of these names.");
        using var folder = new TemporaryFolder();
        IOException failure = Assert.Throws<IOException>(() => new FileReplacement(Path.Combine(folder.Root, name)));
        Assert.Contains("device of Windows", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AWriterThatFailsLeavesTheOldFileAndNothingElse()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("metrics.csv", "old"u8.ToArray());
        Assert.Throws<InvalidDataException>(() => FileReplacement.WriteText(path, writer =>
        {
            writer.Write(new string('x', 1 << 20));
            throw new InvalidDataException();
        }));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void AReaderSeesTheOldFileUntilTheNewOneIsComplete()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("run.json", "old"u8.ToArray());
        using (var file = new FileReplacement(path))
        {
            file.Stream.Write("new"u8);
            file.Stream.Flush();
            Assert.Equal("old", File.ReadAllText(path));
            file.Commit();
            Assert.Equal("new", File.ReadAllText(path));
        }

        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void AFolderAndAMissingFolderAreNamed()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains(folder.Root, Assert.Throws<IOException>(() => new FileReplacement(folder.Root)).Message);
        string missing = Path.Combine(folder.Root, "missing", "run.json");
        Assert.Contains(missing, Assert.Throws<DirectoryNotFoundException>(() => new FileReplacement(missing)).Message);
    }

    [Fact]
    public void APathOf300CharactersIsWrittenReadAndLinked()
    {
        using var folder = new TemporaryFolder();
        string deep = Path.Combine(folder.Root, new('a', 120), new('b', 120)), path = Path.Combine(deep, new('c', 60));
        Directory.CreateDirectory(deep);
        FileReplacement.WriteText(path, writer => writer.Write("old"));
        FileReplacement.WriteText(path, writer => writer.Write("new"));
        Assert.Equal("new", InputFile.ReadText(path, 1 << 10));
        Assert.True(DiskSpace.Available(deep) > 0);
        Assert.True(HardLink.TryCreate(path + "2", path));
        File.AppendAllText(path, "er");
        Assert.Equal("newer", File.ReadAllText(path + "2"));
    }
}
