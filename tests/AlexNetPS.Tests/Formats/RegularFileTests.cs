using System.Diagnostics;
using System.Net.Sockets;
using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Health;
using AlexNetPS.Formats.Files;
using AlexNetPS.Tests.Datasets;

namespace AlexNetPS.Tests.Formats;

/// <summary>A FIFO in place of a file does not wait for a writer.</summary>
public class RegularFileTests
{
    [Fact]
    public void FifosDevicesAndSocketsAreNoFiles()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux has them.");
        using var folder = new TemporaryFolder();
        string empty = folder.Write("empty", []), full = folder.Write("full", [1]), link = folder.At("link");
        Assert.Equal(empty, RegularFile.Require(empty));
        Assert.Equal(full, RegularFile.Require(full));
        Assert.Equal(folder.At("none"), RegularFile.Require(folder.At("none")));
        string fifo = Fifo(folder.At("fifo")), path = folder.At("socket");
        File.CreateSymbolicLink(link, fifo);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path.Length < 100 ? path : fifo + "s"));
        foreach (string special in (string[])[fifo, link, "/dev/zero", path])
        {
            if (File.Exists(special))
            {
                Assert.Contains("not a file", Assert.Throws<IOException>(() => RegularFile.Require(special)).Message,
                    StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [MemberData(nameof(UserFiles.Names), MemberType = typeof(UserFiles))]
    public async Task NoKindOfFileIsWaitedFor(string name)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux has them.");
        using var folder = new TemporaryFolder();
        string fifo = Fifo(folder.At(name));
        await Ends(() => Assert.ThrowsAny<Exception>(() => UserFiles.Read(fifo)));
    }

    /// <summary>A folder in place of a file is named, in our words.</summary>
    [Theory]
    [MemberData(nameof(UserFiles.NeverFolders), MemberType = typeof(UserFiles))]
    public void AFolderIsNoFile(string name)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.At(name));
        string message = Assert.ThrowsAny<Exception>(() => UserFiles.Read(folder.At(name))).Message;
        Assert.DoesNotContain("Access to the path", message, StringComparison.Ordinal);
    }

    /// <summary>Each file of a store may have been replaced.</summary>
    [Fact]
    public async Task NoFileOfAStoreIsWaitedFor()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux has them.");
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 3);
        folder.WriteClass("b", 3);
        var options = new ImportOptions { CachePath = folder.Cache, ImageSize = 32 };
        string store = ImageNetImporter.Import(folder.Photos, options).StorePath!;
        foreach (string file in Directory.GetFiles(store))
        {
            byte[] before = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            File.Delete(file);
            Fifo(file);
            await Ends(() => Record.Exception(() => DatasetHealth.Check(ImageNetDataset.Open(store))));
            File.Delete(file);
            await File.WriteAllBytesAsync(file, before, TestContext.Current.CancellationToken);
        }
    }

    private static Task Ends(Action reading) => Task.Run(reading, TestContext.Current.CancellationToken)
        .WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);

    private static string Fifo(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using Process made = Process.Start("mkfifo", path);
        made.WaitForExit();
        Assert.Equal(0, made.ExitCode);
        return path;
    }
}
