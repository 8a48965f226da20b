using System.Diagnostics;
using System.Net.Sockets;
using AlexNetPS.Datasets;
using AlexNetPS.Formats.Files;
using AlexNetPS.Imaging;
using AlexNetPS.Models;
using AlexNetPS.Recipes;
using AlexNetPS.Recipes.Architectures;
using AlexNetPS.Tests.Datasets;
using AlexNetPS.Training;

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
    [InlineData("model.safetensors")]
    [InlineData("model.pth")]
    [InlineData("list.csv")]
    [InlineData("list.txt")]
    [InlineData("list.jsonl")]
    [InlineData("train.tar")]
    [InlineData("run.json")]
    [InlineData("dataset.json")]
    [InlineData("recipe.json")]
    [InlineData("network.json")]
    [InlineData("photo.jpg")]
    [InlineData("train-images-idx3-ubyte")]
    public async Task NoKindOfFileIsWaitedFor(string name)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux has them.");
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.Photos);
        string fifo = Fifo(folder.At(name));
        var options = new ImportOptions { CachePath = folder.Cache };
        Task reading = Task.Run(() => Assert.ThrowsAny<Exception>(() => name switch
        {
            "model.safetensors" or "model.pth" => AlexNetModel.Load(fifo),
            "run.json" => TrainingRun.Open(folder.Photos),
            "dataset.json" => ImageNetDataset.Open(fifo),
            "recipe.json" => Recipe.Load(fifo),
            "network.json" => ArchitectureFile.Load(fifo),
            "photo.jpg" => ImageCodecs.Read(fifo),
            "train-images-idx3-ubyte" => ImageNetImporter.Import(folder.Photos, options),
            _ => (object)ImageNetImporter.Import(fifo, options),
        }), TestContext.Current.CancellationToken);
        await reading.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
    }

    private static string Fifo(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using Process made = Process.Start("mkfifo", path);
        made.WaitForExit();
        Assert.Equal(0, made.ExitCode);
        return path;
    }
}
