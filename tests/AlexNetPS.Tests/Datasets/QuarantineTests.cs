using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Health;
using AlexNetPS.Datasets.Health.Quarantine;

namespace AlexNetPS.Tests.Datasets;

public class QuarantineTests
{
    [Fact]
    public void BrokenFilesGoAsideAndComeBack()
    {
        using var folder = new TemporaryFolder();
        string aside = Path.Combine(folder.Root, "aside");
        string[] broken = WriteBroken(folder);
        (string log, IReadOnlyList<string> moved) = FileQuarantine.Move(folder.Photos, Movable(folder), aside);
        Assert.Equal(["a/one [1].jpg", "b/deep/one.jpg"],
            moved.Select(path => Path.GetRelativePath(aside, path).Replace('\\', '/')));
        Assert.All(broken, path => Assert.False(File.Exists(path)));
        Assert.Equal(2, File.ReadAllLines(log).Length);

        // A file that has taken the place meanwhile stays.
        File.WriteAllText(broken[0], "new");
        List<string> failures = [];
        Assert.Equal([broken[1]], FileQuarantine.Restore(log, null, (file, _) => failures.Add(file.Path)));
        Assert.Equal([moved[0]], failures);
        Assert.Equal("new", File.ReadAllText(broken[0]));
        File.Delete(broken[0]);
        Assert.Equal([broken[0]], FileQuarantine.Restore(log));
        Assert.Empty(FileQuarantine.Restore(log));
    }

    [Fact]
    public void NothingIsOverwrittenAndTheLogComesFirst()
    {
        using var folder = new TemporaryFolder();
        string aside = Path.Combine(folder.Root, "aside");
        string[] broken = WriteBroken(folder);
        Directory.CreateDirectory(Path.Combine(aside, "a"));
        File.WriteAllText(Path.Combine(aside, "a", "one [1].jpg"), "older");
        (string log, IReadOnlyList<string> moved) = FileQuarantine.Move(folder.Photos, Movable(folder), aside);
        Assert.Equal("older", File.ReadAllText(Path.Combine(aside, "a", "one [1].jpg")));
        Assert.EndsWith("one [1] (2).jpg", moved[0], StringComparison.Ordinal);

        // As a kill between a log's line and its move leaves it.
        File.Move(moved[1], broken[1]);
        Assert.Equal([broken[0]], FileQuarantine.Restore(log));
    }

    [Fact]
    public void BrokenFilesOfAListGoAsideToo()
    {
        using var folder = new TemporaryFolder();
        WriteBroken(folder);
        string list = folder.Write("list.csv", "path,label\na/000.jpg,a\nb/000.jpg,b\na/one [1].jpg,a\n"u8.ToArray());
        IReadOnlyList<SkippedFile> movable = FileQuarantine.Movable(list, DatasetHealth.Check(list));
        Assert.Equal(folder.At("a", "one [1].jpg"), Assert.Single(movable).Path);
        string aside = Path.Combine(folder.Root, "aside");
        Assert.Equal([Path.Combine(aside, "a", "one [1].jpg")], FileQuarantine.Move(list, movable, aside).Moved);
    }

    [Fact]
    public void BadFoldersAndLogsAreRefused()
    {
        using var folder = new TemporaryFolder();
        WriteBroken(folder);
        Assert.Contains("own folder",
            Assert.Throws<DatasetException>(() => FileQuarantine.Move(folder.Photos, Movable(folder),
                folder.At("aside"))).Message, StringComparison.Ordinal);
        string log = Path.Combine(folder.Root, "log.jsonl");
        File.WriteAllText(log, "{\"source\":");
        Assert.Contains("log", Assert.Throws<DatasetException>(() => FileQuarantine.Restore(log)).Message,
            StringComparison.Ordinal);
        string source = folder.Photos.Replace('\\', '/');
        foreach ((string path, string name) in ((string, string)[])[("../../out.jpg", "in.jpg"),
            ("in.jpg", "../out.jpg"), ("/etc/out", "in.jpg")])
        {
            File.WriteAllText(log,
                $$"""{"source":"{{source}}","path":"{{path}}","name":"{{name}}","reason":"","time":"2026-01-01T00:00:00Z"}""");
            Assert.Contains("outside", Assert.Throws<DatasetException>(() => FileQuarantine.Restore(log)).Message,
                StringComparison.Ordinal);
        }
    }

    private static string[] WriteBroken(TemporaryFolder folder)
    {
        folder.WriteClass("a", 3);
        folder.WriteClass("b", 3);
        return [folder.Write("a/one [1].jpg", "words"u8.ToArray()), folder.Write("b/deep/one.jpg", new byte[50])];
    }

    private static IReadOnlyList<SkippedFile> Movable(TemporaryFolder folder) =>
        [.. FileQuarantine.Movable(folder.Photos,
        DatasetHealth.Check(ImageNetImporter.Import(folder.Photos,
            new ImportOptions { CachePath = folder.Cache, ImageSize = 32 })))
            .OrderBy(file => file.Path, StringComparer.Ordinal)];
}
