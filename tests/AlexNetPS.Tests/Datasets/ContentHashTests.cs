using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Health;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Tests.Imaging;

namespace AlexNetPS.Tests.Datasets;

public class ContentHashTests
{
    private static readonly HealthOptions _lenient =
        new() { MinimumImages = 0, MinimumSide = 0, BlurThreshold = 0, MaximumDistance = -1 };

    [Theory]
    [InlineData(StoreFormat.Npy)]
    [InlineData(StoreFormat.Shards)]
    public void AStoreHasTheHashOfEachFileAndOneOfTheSet(StoreFormat format)
    {
        using TemporaryFolder folder = Written();
        ImageNetDataset dataset = Import(folder, format);
        byte[] hashes = File.ReadAllBytes(Path.Combine(dataset.StorePath!, "sha256.npy"))[128..];
        (SplitName Split, ImageSample Sample)[] images = [.. dataset.Images.OrderBy(image => image.Sample.Index)];
        var lines = new StringBuilder();
        foreach ((SplitName split, ImageSample sample) in images)
        {
            byte[] hash = SHA256.HashData(File.ReadAllBytes(sample.Path));
            Assert.Equal(hash, hashes[(32 * sample.Index)..][..32]);
            lines.AppendJoin('\t', split, sample.LabelIndex, sample.Label,
                $"{sample.Label}/{Path.GetFileName(sample.Path)}", Convert.ToHexStringLower(hash));
            lines.Append('\n');
        }

        string expected = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines.ToString())));
        Assert.Equal(expected, dataset.Sha256);
        using JsonDocument manifest =
            JsonDocument.Parse(File.ReadAllText(Path.Combine(dataset.StorePath!, "dataset.json")));
        Assert.Equal(expected, manifest.RootElement.GetProperty("sha256").GetString());
        Assert.Equal(expected, ImageNetDataset.Open(dataset.StorePath!).Sha256);

        // The same data without a store, and a part of it.
        ImageNetDataset listed = ImageNetImporter.Import(folder.Photos, new ImportOptions { IndexOnly = true });
        Assert.Null(listed.Sha256);
        Assert.Equal(expected, DatasetHash.Of(listed, listed.FileHashes(default)));
        Assert.NotEqual(expected, dataset.Take(3).Sha256);
        Assert.Equal(expected, dataset.Take(1000).Sha256);
    }

    [Theory]
    [InlineData(StoreFormat.Npy)]
    [InlineData(StoreFormat.Shards)]
    public void AnImportOfChangesKeepsTheHashesOfUnchangedFiles(StoreFormat format)
    {
        using TemporaryFolder folder = Written();
        ImageNetDataset before = Import(folder, format);
        folder.Write("a/001.jpg", DrawnImage.Jpeg(40, 50, 99));
        folder.Write("b/new.jpg", DrawnImage.Jpeg(40, 50, 98));
        ImageNetDataset after = Import(folder, format);
        Assert.NotEqual(before.Sha256, after.Sha256);
        Assert.Empty(Check(after));
        byte[][] files = Checks(after);
        ImageNetDataset fresh = ImageNetImporter.Import(folder.Photos, Options(folder, format) with { Force = true });
        Assert.Equal(fresh.Sha256, after.Sha256);
        Assert.Equal(files, Checks(fresh));

        static byte[][] Checks(ImageNetDataset dataset) =>
            [.. ((string[])["sha256.npy", "crc32c.npy"]).Select(
                name => File.ReadAllBytes(Path.Combine(dataset.StorePath!, name)))];
    }

    [Theory]
    [InlineData(StoreFormat.Npy)]
    [InlineData(StoreFormat.Shards)]
    public void AFlippedBitOfAnImageIsAFindingThatNamesIt(StoreFormat format)
    {
        using TemporaryFolder folder = Written();
        ImageNetDataset dataset = Import(folder, format);
        string file = format == StoreFormat.Npy
            ? Path.Combine(dataset.StorePath!, "pixels.npy")
            : Directory.GetFiles(dataset.StorePath!, "train-*.tar").Order(StringComparer.Ordinal).First();
        Flip(file, format == StoreFormat.Npy ? 128 + 1000 : 512 + 700);
        DatasetFinding damaged = Assert.Single(Check(dataset));
        Assert.Equal((FindingKind.DamagedStore, FindingSeverity.Error), (damaged.Kind, damaged.Severity));
        string image = Assert.Single(damaged.Files);
        Assert.Contains(dataset.Images, entry => entry.Sample.Path == image);
        Assert.Contains("-Force", damaged.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StoreFormat.Npy, "pixels.npy", 100)]
    [InlineData(StoreFormat.Npy, "crc32c.npy", 130)]
    [InlineData(StoreFormat.Npy, "sha256.npy", 140)]
    [InlineData(StoreFormat.Shards, "train-000000.tar", 100)]
    [InlineData(StoreFormat.Shards, "train-000000.tar", -1)]
    [InlineData(StoreFormat.Shards, "members.npy", 136)]
    public void AFlippedBitElsewhereIsAFindingToo(StoreFormat format, string name, int at)
    {
        using TemporaryFolder folder = Written();
        ImageNetDataset dataset = Import(folder, format);
        string file = Path.Combine(dataset.StorePath!, name);
        Flip(file, at < 0 ? (int)new FileInfo(file).Length + at : at);
        Assert.Contains(Check(ImageNetDataset.Open(dataset.StorePath!)),
            finding => finding is { Kind: FindingKind.DamagedStore, Severity: FindingSeverity.Error });
    }

    [Fact]
    public void ALabelChangedInTheIndexIsAFinding()
    {
        using TemporaryFolder folder = Written();
        ImageNetDataset dataset = Import(folder, StoreFormat.Npy);
        string index = Path.Combine(dataset.StorePath!, "index.csv");
        File.WriteAllText(index,
            File.ReadAllText(index).Replace("a/000.jpg,0,a,", "a/000.jpg,1,b,", StringComparison.Ordinal));
        Assert.Equal([index],
            Assert.Single(Check(ImageNetDataset.Open(dataset.StorePath!)),
                finding => finding.Kind == FindingKind.DamagedStore).Files);
    }

    [Fact]
    public void SourceFilesThatChangedOrVanishedAreNamed()
    {
        using TemporaryFolder folder = Written();
        ImageNetDataset dataset = Import(folder, StoreFormat.Npy);
        Assert.Empty(Check(dataset));

        // The same length and time: only the contents tell.
        string changed = folder.At("a", "003.jpg"), missing = folder.At("b", "004.jpg");
        DateTime time = File.GetLastWriteTimeUtc(changed);
        Flip(changed, 300);
        File.SetLastWriteTimeUtc(changed, time);
        File.Delete(missing);
        DatasetFinding[] findings = [.. Check(dataset)];
        Assert.Equal([[changed], [missing]], findings.Select(finding => finding.Files));
        Assert.All(findings,
            finding => Assert.Equal((FindingKind.ChangedFile, FindingSeverity.Warning),
                (finding.Kind, finding.Severity)));

        // Without the source there is nothing to compare, and no alarm.
        Directory.Delete(folder.Photos, recursive: true);
        Assert.Equal((FindingKind.Unverified, FindingSeverity.Information),
            Assert.Single(Check(dataset)) is var told ? (told.Kind, told.Severity) : default);
    }

    [Fact]
    public void MembersOfArchivesAreCompared()
    {
        using var folder = new TemporaryFolder();
        byte[] batch = CifarBatch.Of(20, CifarBatch.Varied);
        string path = folder.Write("data_batch_1.bin", batch);
        for (int i = 2; i <= 6; i++)
        {
            folder.Write(i == 6 ? "test_batch.bin" : $"data_batch_{i}.bin", CifarBatch.Of(10,
                (image, channel, pixel) => CifarBatch.Varied(image + 40 * i, channel, pixel)));
        }

        ImageNetDataset dataset = Import(folder, StoreFormat.Npy);
        Assert.Empty(Check(dataset));
        batch[3073 * 4 + 50] ^= 1;
        File.WriteAllBytes(path, batch);
        DatasetFinding changed = Assert.Single(Check(dataset));
        Assert.Equal(FindingKind.ChangedFile, changed.Kind);
        Assert.EndsWith("data_batch_1.bin#00004", Assert.Single(changed.Files), StringComparison.Ordinal);
    }

    [Fact]
    public void AStoreOfAnEarlierVersionStaysUsable()
    {
        using TemporaryFolder folder = Written();
        ImageNetDataset dataset = Import(folder, StoreFormat.Npy);
        File.Delete(Path.Combine(dataset.StorePath!, "sha256.npy"));
        File.Delete(Path.Combine(dataset.StorePath!, "crc32c.npy"));
        string path = Path.Combine(dataset.StorePath!, "dataset.json");
        JsonObject manifest = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        manifest.Remove("sha256");
        manifest.Remove("sourceFile");
        File.WriteAllText(path, manifest.ToJsonString());
        Assert.Equal(0, CountingReaders.Import(folder.Photos, Options(folder, StoreFormat.Npy)));
        ImageNetDataset old = ImageNetDataset.Open(dataset.StorePath!);
        Assert.Null(old.Sha256);
        DatasetFinding finding = Assert.Single(Check(old));
        Assert.Equal((FindingKind.Unverified, FindingSeverity.Information), (finding.Kind, finding.Severity));

        // Files that are added have hashes; those of before have none until all are read again.
        folder.Write("b/new.jpg", DrawnImage.Jpeg(40, 50, 98));
        Assert.Null(Import(folder, StoreFormat.Npy).Sha256);
        Assert.Equal(dataset.Sha256!.Length,
            ImageNetImporter.Import(folder.Photos,
                Options(folder, StoreFormat.Npy) with { Force = true }).Sha256!.Length);
    }

    private static TemporaryFolder Written()
    {
        var folder = new TemporaryFolder();
        folder.WriteClass("a", 12);
        folder.WriteClass("b", 12, seed: 50);
        return folder;
    }

    private static ImportOptions Options(TemporaryFolder folder, StoreFormat format) =>
        new() { CachePath = folder.Cache, ImageSize = 24, StoreFormat = format };

    private static ImageNetDataset Import(TemporaryFolder folder, StoreFormat format) =>
        ImageNetImporter.Import(folder.Photos, Options(folder, format));

    private static IReadOnlyList<DatasetFinding> Check(ImageNetDataset dataset) =>
        [.. DatasetHealth.Check(dataset, _lenient)
        .Where(finding => finding.Kind is not (FindingKind.Duplicate or FindingKind.Leakage or FindingKind.TwoLabels))];

    private static void Flip(string path, int at)
    {
        // In place: Windows truncates no file that a dataset maps.
        using var file =
            new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        file.Position = at;
        int value = file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)(value ^ 16));
    }
}
