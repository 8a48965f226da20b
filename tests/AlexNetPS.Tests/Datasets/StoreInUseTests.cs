using System.IO.MemoryMappedFiles;
using AlexNetPS.Datasets.Store;

namespace AlexNetPS.Tests.Datasets;

/// <summary>Windows does not rename a folder while a file in it is in use; the files themselves it does.</summary>
public class StoreInUseTests
{
    [Fact]
    public void FilesOfAStoreThatIsMappedAndOpenStepAside()
    {
        using var folder = new TemporaryFolder();
        var paths = new StorePaths(Directory.CreateDirectory(Path.Combine(folder.Root, "store")).FullName);
        string aside = Path.Combine(folder.Root, "aside"), shard = Path.Combine(paths.Store, "train-0.tar");
        foreach (string file in (string[])[paths.Manifest, paths.Pixels, shard])
            File.WriteAllText(file, Path.GetFileName(file));
        using MemoryMappedFile map = Map(paths.Pixels);
        using MemoryMappedViewAccessor view = map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        using var open = new FileStream(shard, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

        PartialStore.MoveFiles(paths, aside);

        Assert.False(Directory.Exists(paths.Store));
        Assert.Equal(3, Directory.GetFiles(aside).Length);
        Assert.Equal((byte)'p', view.ReadByte(0));
        Assert.Equal('t', open.ReadByte());
    }

    // As a dataset maps its pixels: the handle is closed, the map stays.
    private static MemoryMappedFile Map(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return MemoryMappedFile.CreateFromFile(
            stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
    }
}
