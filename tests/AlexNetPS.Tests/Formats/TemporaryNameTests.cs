using AlexNetPS.Formats.Files;
using AlexNetPS.Tests.Datasets;

namespace AlexNetPS.Tests.Formats;

public class TemporaryNameTests
{
    [Fact]
    public void WhatAKilledProcessLeftBesideAFileGoesWithTheNextWrite()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("model.onnx", "old"u8.ToArray()), place = Path.GetDirectoryName(path)!;
        string left = TemporaryName.Beside(path), other = TemporaryName.Beside(Path.Combine(place, "other.onnx")),
            own = Path.Combine(place, "model.onnx.tmp");
        foreach (string file in (string[])[left, other, own])
            File.WriteAllText(file, "half");
        using (var alive = new FileReplacement(path))
        {
            alive.Stream.Write("alive"u8);
            FileReplacement.WriteText(path, writer => writer.Write("new"));
            Assert.False(File.Exists(left));
            Assert.True(File.Exists(other));
            TemporaryName.DeleteFiles(place);
            Assert.False(File.Exists(other));
            alive.Commit();
        }

        Assert.Equal("alive", File.ReadAllText(path));
        Assert.Equal([path, own], Directory.GetFiles(place).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void WhatAKilledProcessLeftBesideAFolderGoesWithTheNextWrite()
    {
        using var folder = new TemporaryFolder();
        string target = Path.Combine(folder.Root, "out"), left = TemporaryName.Beside(target),
            other = TemporaryName.Beside(target + "2");
        foreach (string one in (string[])[left, other, target, left + TemporaryName.Previous])
            File.WriteAllText(Path.Combine(Directory.CreateDirectory(one).FullName, "file"), Path.GetFileName(one));
        File.WriteAllText(left + TemporaryName.Lock, "");
        using (var alive = new FolderReplacement(target))
        {
            File.WriteAllText(Path.Combine(alive.Folder, "file"), "alive");
            using (var second = new FolderReplacement(target))
            {
                Assert.True(Directory.Exists(alive.Folder));
                File.WriteAllText(Path.Combine(second.Folder, "file"), "second");
                second.Commit();
            }

            Assert.False(Path.Exists(left) || Path.Exists(left + TemporaryName.Lock)
                || Path.Exists(left + TemporaryName.Previous));
            Assert.Equal("second", File.ReadAllText(Path.Combine(target, "file")));
            alive.Commit();
        }

        Assert.Equal("alive", File.ReadAllText(Path.Combine(target, "file")));
        Assert.Equal([target, other], Directory.GetFileSystemEntries(folder.Root, "out*").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void AFolderWhoseReplacementWasKilledBetweenItsRenamesComesBack()
    {
        using var folder = new TemporaryFolder();
        string target = Path.Combine(folder.Root, "out"), previous = TemporaryName.Beside(target) + TemporaryName.Previous;
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(previous).FullName, "file"), "whole");
        new FolderReplacement(target).Dispose();
        Assert.Equal("whole", File.ReadAllText(Path.Combine(target, "file")));
        Assert.Equal([target], Directory.GetFileSystemEntries(folder.Root, "out*"));
    }
}
