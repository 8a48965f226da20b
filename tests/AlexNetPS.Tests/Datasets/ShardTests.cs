using System.Diagnostics;
using System.Formats.Tar;
using System.Globalization;
using System.Text;
using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Imaging;
using AlexNetPS.Tests.Imaging;
using AlexNetPS.Tests.Structure;

namespace AlexNetPS.Tests.Datasets;

public class ShardTests
{
    [Fact]
    public void MembersAreKeyedPairsMixedAcrossClasses()
    {
        using var folder = new TemporaryFolder();
        WriteThreeClasses(folder);
        ImageNetDataset dataset = Import(folder, new ImportOptions { Seed = 3, ShardImages = 10 });
        Assert.Equal(StoreFormat.Shards, dataset.StoreFormat);
        string[] shards = [.. Directory.GetFiles(dataset.StorePath!, "*.tar").Select(path => Path.GetFileName(path))
            .Order(StringComparer.Ordinal)];
        Assert.Equal(["train-000000.tar", "train-000001.tar", "train-000002.tar", "train-000003.tar", "val-000000.tar"],
            shards);
        List<int> labels = [], rows = [];
        foreach (string shard in shards)
        {
            (string Name, byte[] Content)[] members = Members(Path.Combine(dataset.StorePath!, shard));
            for (int i = 0; i < members.Length; i += 2)
            {
                Assert.Equal(Path.ChangeExtension(members[i].Name, ".cls"), members[i + 1].Name);
                Assert.EndsWith(".jpg", members[i].Name, StringComparison.Ordinal);
                int row = Number(Path.GetFileNameWithoutExtension(members[i].Name)), label =
                    Number(Encoding.ASCII.GetString(members[i + 1].Content));
                ImageSample sample =
                    dataset.Train.Samples.Concat(dataset.Validation.Samples).Single(s => s.Index == row);
                Assert.Equal(sample.LabelIndex, label);
                Assert.Equal(shard.StartsWith("train", StringComparison.Ordinal),
                    dataset.Train.Samples.Contains(sample));

                // The loader's pixels are those that anybody gets who decodes the member.
                byte[] none = [];
                Assert.True(ImageCodecs.Decode(members[i].Content).Pixels.AsSpan()
                    .SequenceEqual(dataset.Pixels.Read(sample, ref none).Pixels));
                rows.Add(row);
                labels.Add(label);
            }
        }

        Assert.Equal(Enumerable.Range(0, 42), rows.Order());
        Assert.Equal(3, labels.Take(10).Distinct().Count());
    }

    [Fact]
    public void TheSameFolderMakesTheSameBytesOnAnyNumberOfThreads()
    {
        using var folder = new TemporaryFolder();
        WriteThreeClasses(folder);
        Dictionary<string, byte[]> one = Shards(Import(folder, new ImportOptions { Threads = 1 })), four =
            Shards(Import(folder, new ImportOptions { Threads = 4, Force = true }));
        AssertSame(one, four);
        Dictionary<string, byte[]> other = Shards(Import(folder, new ImportOptions { Seed = 9 }));
        Assert.False(one["train-000000.tar"].AsSpan().SequenceEqual(other["train-000000.tar"]));
    }

    [Fact]
    public void AnAddedAndARemovedFileLeaveWhatAFreshImportWouldMake()
    {
        using var folder = new TemporaryFolder();
        WriteThreeClasses(folder);
        Import(folder);
        folder.Write("a/new.jpg", DrawnImage.Jpeg(50, 60, 77));
        File.Delete(folder.At("b", "003.jpg"));
        ImportOptions options = Settings(folder, null);
        Assert.Equal(1, CountingReaders.Import(folder.Photos, options));
        Assert.Equal(0, CountingReaders.Import(folder.Photos, options));
        Assert.Equal(0, CountingReaders.Import(folder.Photos, options with { Seed = 4 }));
        Assert.Equal(0, CountingReaders.Import(folder.Photos, options));
        ImageNetDataset changed = Import(folder);
        Dictionary<string, byte[]> before = Shards(changed);
        AssertSame(before, Shards(Import(folder, new ImportOptions { Force = true })));
        Assert.DoesNotContain(Directory.GetFiles(changed.StorePath!),
            path => path.EndsWith("loose.bin", StringComparison.Ordinal));
    }

    [Fact]
    public void AJpegOfTheRightSizeKeepsItsBytes()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 3, 40, 40);
        folder.WriteClass("b", 3, 80, 40);
        byte[] turned = ImageFiles.Read("orientation-6.jpg");
        folder.Write("a/turned.jpg", turned);
        ImageNetDataset dataset = Import(folder, new ImportOptions { ValidationFraction = 0 });
        (string Name, byte[] Content)[] members = Members(Path.Combine(dataset.StorePath!, "train-000000.tar"));
        foreach (ImageSample sample in dataset.Train.Samples)
        {
            byte[] stored = members.Single(m => m.Name == $"{sample.Index:D9}.jpg").Content;
            Assert.Equal(!sample.Path.EndsWith("turned.jpg", StringComparison.Ordinal),
                stored.AsSpan().SequenceEqual(File.ReadAllBytes(sample.Path)));
        }
    }

    [Fact]
    public void AShardThatIsMissingIsPreparedAnew()
    {
        using var folder = new TemporaryFolder();
        WriteThreeClasses(folder);
        ImageNetDataset dataset = Import(folder);
        using (FileStream shard = File.OpenWrite(Path.Combine(dataset.StorePath!, "train-000000.tar")))
            shard.SetLength(20_000);
        Assert.Contains("shard",
            Assert.Throws<DatasetException>(() => ImageNetDataset.Open(dataset.StorePath!)).Message,
            StringComparison.Ordinal);
        Assert.Equal(42, CountingReaders.Import(folder.Photos, Settings(folder, null)));
    }

    [Fact]
    public void GrayImagesOfIdxFilesStayGray()
    {
        const string fashion = "/usr/share/datasets/fashion-mnist";
        Assert.SkipUnless(Directory.Exists(fashion), "Fashion-MNIST is not installed.");
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.Photos);
        foreach (string part in (string[])["images-idx3-ubyte.gz", "labels-idx1-ubyte.gz"])
            File.Copy(Path.Combine(fashion, "t10k-" + part), folder.At("t10k-" + part));
        ImageNetDataset shards = Import(folder, new ImportOptions { Quality = 100 }), raw =
            Import(folder, new ImportOptions { StoreFormat = StoreFormat.Npy });
        byte[] one = [], two = [];
        foreach (ImageSample sample in shards.Train.Samples.Take(20))
        {
            PixelView stored = shards.Pixels.Read(sample, ref one), exact = raw.Pixels.Read(sample, ref two);
            Assert.Equal((28, 28, 1), (stored.Width, stored.Height, stored.Channels));
            Assert.InRange(DrawnImage.LargestDifference(stored.Pixels, exact.Pixels), 0, 12);
        }
    }

    [Fact]
    public void PythonReadsTheShardsByWebdatasetsConvention()
    {
        string python = PeerPython.Require("PIL");
        using var folder = new TemporaryFolder();
        WriteThreeClasses(folder);
        ImageNetDataset dataset = Import(folder, new ImportOptions { ShardImages = 16 });
        using Process peer = Process.Start(new ProcessStartInfo(python,
            [Path.Combine(SourceTree.Root, "tests", "peers", "shards_webdataset.py"), dataset.StorePath!])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        string output = peer.StandardOutput.ReadToEnd() + peer.StandardError.ReadToEnd();
        peer.WaitForExit();
        Assert.True(peer.ExitCode == 0, output);
        Assert.Contains("42 images in 4 shards", output, StringComparison.Ordinal);
    }

    private static ImageNetDataset Import(TemporaryFolder folder, ImportOptions? options = null) =>
        ImageNetImporter.Import(folder.Photos, Settings(folder, options));

    private static ImportOptions Settings(TemporaryFolder folder, ImportOptions? options)
    {
        options ??= new ImportOptions();
        return options with
        {
            CachePath = folder.Cache,
            ImageSize = 40,
            StoreFormat = options.StoreFormat == StoreFormat.Auto ? StoreFormat.Shards : options.StoreFormat
        };
    }

    private static void WriteThreeClasses(TemporaryFolder folder)
    {
        folder.WriteClass("a", 14, 60, 45);
        folder.WriteClass("b", 14, 45, 60, seed: 20);
        folder.WriteClass("c", 14, 90, 45, seed: 40);
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static (string Name, byte[] Content)[] Members(string shard)
    {
        using FileStream file = File.OpenRead(shard);
        using var tar = new TarReader(file);
        List<(string, byte[])> members = [];
        while (tar.GetNextEntry() is { } entry)
        {
            using var content = new MemoryStream();
            entry.DataStream!.CopyTo(content);
            members.Add((entry.Name, content.ToArray()));
        }

        return [.. members];
    }

    private static Dictionary<string, byte[]> Shards(ImageNetDataset dataset) =>
        Directory.GetFiles(dataset.StorePath!, "*.tar").ToDictionary(path => Path.GetFileName(path), File.ReadAllBytes);

    private static void AssertSame(Dictionary<string, byte[]> expected, Dictionary<string, byte[]> actual)
    {
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), actual.Keys.Order(StringComparer.Ordinal));
        Assert.All(expected, pair => Assert.True(pair.Value.AsSpan().SequenceEqual(actual[pair.Key]), pair.Key));
    }
}
