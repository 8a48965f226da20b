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
        Assert.Equal([broken[1]], FileQuarantine.Restore(folder.Photos, log, null, (file, _) => failures.Add(file.Path)));
        Assert.Equal([moved[0]], failures);
        Assert.Equal("new", File.ReadAllText(broken[0]));
        File.Delete(broken[0]);
        Assert.Equal([broken[0]], FileQuarantine.Restore(folder.Photos, log));
        Assert.Empty(FileQuarantine.Restore(folder.Photos, log));
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
        Assert.Equal([broken[0]], FileQuarantine.Restore(folder.Photos, log));
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
        Assert.Contains("log", Assert.Throws<DatasetException>(() => FileQuarantine.Restore(folder.Photos, log)).Message,
            StringComparison.Ordinal);
        string source = folder.Photos.Replace('\\', '/');
        File.WriteAllText(log, Line(folder.Cache.Replace('\\', '/'), "a/in.jpg", "in.jpg"));
        Assert.Contains("is of the dataset",
            Assert.Throws<DatasetException>(() => FileQuarantine.Restore(folder.Photos, log)).Message,
            StringComparison.Ordinal);
        foreach ((string path, string name) in ((string, string)[])[("../../out.jpg", "in.jpg"),
            ("in.jpg", "../out.jpg"), ("/etc/out", "in.jpg"), ("a/../../out.jpg", "in.jpg"), ("in.jpg", "/etc/passwd"),
            (source + "/a/in.jpg", "in.jpg")])
        {
            File.WriteAllText(log, Line(source, path, name));
            Assert.Contains("outside", Assert.Throws<DatasetException>(() => FileQuarantine.Restore(folder.Photos, log)).Message,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void NoFileLeavesALinkedFolder()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 3);
        string outside = Path.Combine(folder.Root, "outside"), aside = Path.Combine(folder.Root, "aside");
        Directory.CreateDirectory(outside);
        File.WriteAllText(Path.Combine(outside, "broken.jpg"), "words");
        File.Copy(folder.At("a", "000.jpg"), Path.Combine(outside, "good.jpg"));
        Directory.CreateSymbolicLink(folder.At("b"), outside);
        folder.Write("c/broken.jpg", "words"u8.ToArray());
        folder.Write("c/good.jpg", File.ReadAllBytes(folder.At("a", "001.jpg")));
        Directory.CreateSymbolicLink(folder.At("d"), folder.At("c"));
        IReadOnlyList<DatasetFinding> findings = DatasetHealth.Check(folder.Photos);
        Assert.Equal([folder.At("b", "broken.jpg")],
            FileQuarantine.Elsewhere(folder.Photos, findings).Select(file => file.Path));
        IReadOnlyList<SkippedFile> movable = FileQuarantine.Movable(folder.Photos, findings);
        Assert.DoesNotContain(movable, file => file.Path == folder.At("b", "broken.jpg"));
        // Even if it is asked for.
        FileQuarantine.Move(folder.Photos, [.. movable, new SkippedFile(folder.At("b", "broken.jpg"), "")], aside,
            (_, _) => { });
        Assert.True(File.Exists(Path.Combine(outside, "broken.jpg")));
        Assert.False(File.Exists(folder.At("c", "broken.jpg")));

        // A log that leads through a link writes and takes nothing outside.
        string log = Path.Combine(aside, "log.jsonl");
        Directory.CreateSymbolicLink(Path.Combine(aside, "link"), outside);
        File.WriteAllText(Path.Combine(aside, "in.jpg"), "words");
        foreach ((string path, string name) in ((string, string)[])[("b/in.jpg", "in.jpg"), ("c/x.jpg", "link/good.jpg")])
        {
            File.WriteAllText(log, Line(folder.Photos, path, name));
            Assert.Contains("links", Assert.Throws<DatasetException>(
                () => FileQuarantine.Restore(folder.Photos, log)).Message, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(Path.Combine(outside, "in.jpg")));
        Assert.True(File.Exists(Path.Combine(outside, "good.jpg")));
    }

    [Fact]
    public void ALinkToTheDatasetIsTheDatasetAndALinkIntoItIsInIt()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        using var folder = new TemporaryFolder();
        string[] broken = WriteBroken(folder);
        string link = Path.Combine(folder.Root, "link"), aside = Path.Combine(folder.Root, "aside"),
            inside = Path.Combine(folder.Root, "inside");
        Directory.CreateSymbolicLink(link, folder.Photos);
        Directory.CreateSymbolicLink(inside, folder.At("a"));
        IReadOnlyList<SkippedFile> movable = FileQuarantine.Movable(link, DatasetHealth.Check(link));
        Assert.Contains("own folder", Assert.Throws<DatasetException>(
            () => FileQuarantine.Move(link, movable, Path.Combine(inside, "aside"))).Message, StringComparison.Ordinal);
        (string log, IReadOnlyList<string> moved) = FileQuarantine.Move(link, movable, aside);
        Assert.Equal(2, moved.Count);
        Assert.All(broken, path => Assert.False(File.Exists(path)));
        Assert.Equal(2, FileQuarantine.Restore(folder.Photos, log).Count);
        Assert.All(broken, path => Assert.True(File.Exists(path)));
    }

    private static string Line(string source, string path, string name) =>
        $$"""{"source":"{{source}}","path":"{{path}}","name":"{{name}}","reason":"","time":"2026-01-01T00:00:00Z"}""";

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
