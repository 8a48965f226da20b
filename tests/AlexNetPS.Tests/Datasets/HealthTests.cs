using System.Numerics;
using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Health;
using AlexNetPS.Imaging;
using AlexNetPS.Imaging.Resampling;
using AlexNetPS.Tests.Imaging;

namespace AlexNetPS.Tests.Datasets;

public class HealthTests
{
    private static readonly HealthOptions _lenient = new() { MinimumImages = 0, MinimumSide = 0, BlurThreshold = 0 };

    [Fact]
    public void RealPhotosHaveNoFalseAlarms()
    {
        string flowers = SharedPhotos.Require("flowers");
        using var folder = new TemporaryFolder();
        ImageNetDataset dataset =
            ImageNetImporter.Import(flowers, new ImportOptions { CachePath = folder.Cache, ImageSize = 64 });
        IReadOnlyList<DatasetFinding> findings = DatasetHealth.Check(dataset);
        Assert.DoesNotContain(findings,
            f => f.Kind is FindingKind.Leakage or FindingKind.TwoLabels or FindingKind.Duplicate);
        // Frames and soft photos are among them.
        DatasetFinding[] faults = [.. findings.Where(f => f.Kind is FindingKind.Border or FindingKind.Blurred)];
        Assert.All(faults, f => Assert.InRange(f.Files.Count, 1, 50));
        Assert.True(findings.Count - faults.Length <= 3,
            string.Join('\n', findings.Select(f => $"{f}: {string.Join(' ', f.Files)}")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ExactDuplicatesAreToldByWhereTheyAre(bool indexOnly)
    {
        using var folder = new TemporaryFolder();
        WritePhotos(folder, "train/a", 4, 0);
        WritePhotos(folder, "train/b", 4, 100);
        WritePhotos(folder, "val/a", 2, 200);
        WritePhotos(folder, "val/b", 2, 300);
        byte[] leaked = File.ReadAllBytes(folder.At("train", "a", "000.jpg")),
            twice = File.ReadAllBytes(folder.At("train", "b", "001.jpg")), two =
                File.ReadAllBytes(folder.At("train", "a", "002.jpg"));
        string other = folder.Write("val/a/leaked.jpg", leaked);
        folder.Write("train/b/again.jpg", twice);
        folder.Write("train/b/wrong.jpg", two);
        IReadOnlyList<DatasetFinding> findings = Check(folder, indexOnly);
        DatasetFinding leakage = Assert.Single(findings, f => f.Kind == FindingKind.Leakage);
        Assert.Equal(FindingSeverity.Error, leakage.Severity);
        Assert.Equal([folder.At("train", "a", "000.jpg"), other], leakage.Files);
        Assert.Equal(FindingSeverity.Error, Assert.Single(findings, f => f.Kind == FindingKind.TwoLabels).Severity);
        Assert.Equal(FindingSeverity.Warning, Assert.Single(findings, f => f.Kind == FindingKind.Duplicate).Severity);
        Assert.Equal(findings.OrderByDescending(f => f.Severity), findings);
        Assert.Equal(3, findings.Count);
    }

    [Fact]
    public void NearDuplicatesAreFoundWhenScaledRecodedAndBrightened()
    {
        using var folder = new TemporaryFolder();
        WritePhotos(folder, "train/a", 6, 0);
        WritePhotos(folder, "train/b", 6, 100);
        WritePhotos(folder, "val/a", 2, 200);
        WritePhotos(folder, "val/b", 2, 300);
        RgbImage photo = Photo(3);
        byte[] scaled = new byte[90 * 70 * 3];
        Resampler.Resize(photo.View, 90, 70, scaled);
        folder.Write("val/a/scaled.jpg", ImageEncoder.EncodeJpeg(new PixelView(scaled, 90, 70, 3), 60));
        folder.Write("train/a/bright.jpg",
            ImageEncoder.EncodeJpeg(new RgbImage(photo.Width, photo.Height,
                [.. Photo(2).Pixels.Select(p => (byte)Math.Min(255, p + 12))]).View));
        IReadOnlyList<DatasetFinding> findings = Check(folder, false);
        DatasetFinding leakage = Assert.Single(findings, f => f.Kind == FindingKind.NearLeakage);
        Assert.Equal(["003.jpg", "scaled.jpg"], leakage.Files.Select(f => Path.GetFileName(f)));
        Assert.Equal(["002.jpg", "bright.jpg"],
            Assert.Single(findings, f => f.Kind == FindingKind.NearDuplicate).Files.Select(f => Path.GetFileName(f))
                .Order(StringComparer.Ordinal));
        Assert.Equal(2, findings.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(12)]
    public void NearPairsAreThoseOfComparingEachWithEach(int distance)
    {
        var random = new Random(5);
        ulong[] hashes = new ulong[600];
        for (int i = 0; i < hashes.Length; i++)
        {
            hashes[i] = i % 3 == 0 || i < 10 ? (ulong)random.NextInt64() : hashes[random.Next(i)];
            for (int flips = random.Next(10); i % 3 == 1 && flips > 0; flips--)
                hashes[i] ^= 1UL << random.Next(64);
        }

        var expected = from a in Enumerable.Range(0, hashes.Length)
                       from b in Enumerable.Range(a + 1, hashes.Length - a - 1)
                       where BitOperations.PopCount(hashes[a] ^ hashes[b]) <= distance
                       select (a, b);
        Assert.Equal(expected, NearPairs.Find(hashes, distance, default).Order());
    }

    [Fact]
    public void ClassesImagesAndFilesAreJudged()
    {
        using var folder = new TemporaryFolder();
        WritePhotos(folder, "train/large", 30, 0);
        WritePhotos(folder, "train/small", 2, 100);
        WritePhotos(folder, "train/gray", 2, 200);
        WritePhotos(folder, "val/large", 2, 300);
        for (uint i = 0; i < 4; i++)
        {
            byte[] gray = [.. Photo(400 + i).Pixels.Chunk(3).SelectMany(p => (byte[])[p[1], p[1], p[1]])];
            folder.Write($"train/gray/g{i}.jpg", ImageEncoder.EncodeJpeg(new PixelView(gray, 120, 90, 3)));
        }

        string tiny = folder.Write("train/large/tiny.jpg", DrawnImage.Jpeg(30, 40, 9)), strip =
            folder.Write("train/large/strip.jpg", DrawnImage.Jpeg(600, 80, 8));
        byte[] whole = DrawnImage.Jpeg(100, 90, 6);
        string lost = folder.Write("train/large/lost.jpg", [.. whole[..^2], .. new byte[500], 0xFF, 0xD9]);
        string cut = folder.Write("train/large/cut.jpg", DrawnImage.Jpeg(100, 90, 7)[..^2]), broken =
            folder.Write("train/small/broken.jpg", "words"u8.ToArray());
        foreach (bool indexOnly in (bool[])[false, true])
        {
            IReadOnlyList<DatasetFinding> findings =
                Check(folder, indexOnly, new HealthOptions { MinimumImages = 5, MaximumDistance = -1 });
            Assert.Contains(indexOnly ? "small (3)" : "small (2)", One(FindingKind.FewImages).What,
                StringComparison.Ordinal);
            Assert.Contains("large", One(FindingKind.Imbalance).What, StringComparison.Ordinal);
            Assert.Equal([tiny], One(FindingKind.TinyImage).Files);
            Assert.Equal([strip], One(FindingKind.ExtremeAspect).Files);
            DatasetFinding[] warned = [.. findings.Where(f => f.Kind == FindingKind.ReadWithWarning)];
            Assert.Equal([FindingSeverity.Warning, FindingSeverity.Information], warned.Select(f => f.Severity));
            Assert.Equal([lost, cut], warned.SelectMany(f => f.Files));
            Assert.Equal([broken], One(FindingKind.Unreadable).Files);
            Assert.Contains("gray, small", One(FindingKind.ClassSetsDiffer).What, StringComparison.Ordinal);
            DatasetFinding[] gray = [.. findings.Where(f => f.Kind == FindingKind.Grayscale)];
            Assert.Equal([FindingSeverity.Warning, FindingSeverity.Information], gray.Select(f => f.Severity));
            Assert.All(gray, f => Assert.Equal(4, f.Files.Count));

            DatasetFinding One(FindingKind kind) => Assert.Single(findings, f => f.Kind == kind);
        }
    }

    [Fact]
    public void FoldersOfTheWrongShapeAreExplained()
    {
        using var folder = new TemporaryFolder();
        WritePhotos(folder, "set/a", 2, 0);
        WritePhotos(folder, "set/b", 2, 10);
        Assert.Equal(FindingKind.FolderLevel, Assert.Single(DatasetHealth.Check(folder.At("set", "a"))).Kind);
        Assert.Throws<DatasetException>(() => DatasetHealth.Check(folder.At("nothing")));
        using var flat = new TemporaryFolder();
        WritePhotos(flat, "train/a", 3, 0);
        WritePhotos(flat, "train/b", 3, 10);
        WritePhotos(flat, "val", 3, 20);
        Assert.Contains(DatasetHealth.Check(flat.Photos, _lenient),
            f => f is { Kind: FindingKind.FlatHeldOutFolder, Severity: FindingSeverity.Error });
        using var unknown = new TemporaryFolder();
        WritePhotos(unknown, "train/a", 3, 0);
        WritePhotos(unknown, "train/b", 3, 10);
        WritePhotos(unknown, "val/c", 3, 20);
        Assert.Contains(DatasetHealth.Check(unknown.Photos, _lenient),
            f => f is { Kind: FindingKind.ClassSetsDiffer, Severity: FindingSeverity.Error });
    }

    internal static RgbImage Photo(uint seed)
    {
        // Soft blobs at seeded places: as unlike each other as photos are.
        var random = new Random((int)seed * 7919 + 1);
        (double X, double Y, double Size, int[] Color)[] blobs = [.. Enumerable.Range(0, 12).Select(_ =>
            (random.NextDouble() * 120, random.NextDouble() * 90, 8 + random.NextDouble() * 22,
                (int[])[random.Next(-160, 160), random.Next(-160, 160), random.Next(-160, 160)]))];
        byte[] pixels = new byte[120 * 90 * 3];
        for (int i = 0; i < 120 * 90; i++)
        {
            for (int c = 0; c < 3; c++)
            {
                double value = 120;
                foreach ((double x, double y, double size, int[] color) in blobs)
                {
                    value += color[c]
                        * Math.Exp(-((i % 120 - x) * (i % 120 - x) + (i / 120 - y) * (i / 120 - y)) / (size * size));
                }

                pixels[3 * i + c] = (byte)Math.Clamp(value, 0, 255);
            }
        }

        return new RgbImage(120, 90, pixels);
    }

    private static void WritePhotos(TemporaryFolder folder, string relative, int count, uint seed)
    {
        for (uint i = 0; i < count; i++)
            folder.Write($"{relative}/{i:D3}.jpg", ImageEncoder.EncodeJpeg(Photo(seed + i).View));
    }

    private static IReadOnlyList<DatasetFinding> Check(TemporaryFolder folder, bool indexOnly,
        HealthOptions? options = null) =>
        DatasetHealth.Check(ImageNetImporter.Import(folder.Photos,
            new ImportOptions { CachePath = folder.Cache, ImageSize = 64, IndexOnly = indexOnly }),
            options ?? _lenient);
}
