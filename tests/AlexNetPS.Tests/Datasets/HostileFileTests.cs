using System.Globalization;
using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Layouts;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Imaging;
using AlexNetPS.Tests.Engines;
using AlexNetPS.Tests.Imaging;

namespace AlexNetPS.Tests.Datasets;

public class HostileFileTests
{
    private const long MaxMoreBytes = 64L << 20;

    /// <summary>In a process of its own: other tests take memory at the same time.</summary>
    [Fact]
    public void AThousandDamagedPhotosAreReadOrReportedInFlatMemory()
    {
        string[] counts = OwnProcess.Run((typeof(HostileFileTests), nameof(AThousandDamagedPhotos)));
        Assert.Equal(1000,
            int.Parse(counts[0], CultureInfo.InvariantCulture) + int.Parse(counts[1], CultureInfo.InvariantCulture));
        Assert.True(int.Parse(counts[1], CultureInfo.InvariantCulture) > 300, $"{counts[1]} of 1000 were reported");
        // A header that a flipped bit makes larger costs its pixels once; what is lost with each file would add up.
        Assert.InRange(long.Parse(counts[2], CultureInfo.InvariantCulture), long.MinValue, MaxMoreBytes);
    }

    [Fact(Explicit = true), Trait("Category", "Child")]
    public void AThousandDamagedPhotos()
    {
        byte[][] photos = Photos();
        var random = new Random(1);
        using var preparer = new ImagePreparer(64);
        int read = 0, reported = 0;
        long after200 = 0;
        for (int i = 0; i < 1000; i++)
        {
            byte[] damaged = Damage(photos[i % photos.Length], photos[random.Next(photos.Length)], i % 3, random);
            try
            {
                PixelView view = preparer.Prepare(damaged);
                Assert.Equal(64, Math.Min(view.Width, view.Height));
                read++;
            }
            catch (ImageFormatException e)
            {
                Assert.NotEmpty(e.Message);
                reported++;
            }

            if (i == 200)
                after200 = ResidentBytes();
        }

        OwnProcess.Report(Text(read), Text(reported), Text(ResidentBytes() - after200));

        static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
    }

    [Fact]
    public void DamagedFilesDoNotStopAnImport()
    {
        byte[][] photos = Photos();
        var random = new Random(2);
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 3);
        folder.WriteClass("b", 3);
        for (int i = 0; i < 150; i++)
        {
            folder.Write($"{(i % 2 == 0 ? 'a' : 'b')}/damaged{i}.jpg",
                Damage(photos[i % photos.Length], photos[random.Next(photos.Length)], i % 3, random));
        }

        ImageNetDataset dataset = ImageNetImporter.Import(folder.Photos,
            new ImportOptions { CachePath = folder.Cache, ImageSize = 64, StoreFormat = StoreFormat.Shards });
        Assert.Equal(156, dataset.Count + dataset.Skipped.Count);
        Assert.All(dataset.Skipped, file => Assert.NotEmpty(file.Reason));
        byte[] buffer = [];
        Assert.All(dataset.Train.Samples,
            sample => Assert.Equal(64,
                Math.Min(dataset.Pixels.Read(sample, ref buffer).Width,
                    dataset.Pixels.Read(sample, ref buffer).Height)));
    }

    [Fact]
    public void FilesThatVanishChangeOrFailDuringTheImportAreReportedAndTriedAgain()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 6);
        folder.WriteClass("b", 6);
        var options = new ImportOptions() { CachePath = folder.Cache, ImageSize = 32 };
        byte[] replacement = DrawnImage.Jpeg(80, 40, 50);
        ImageNetDataset dataset =
            ImageNetImporter.Import(folder.Photos, options, null, default, inner => new TroubledReader(inner, file =>
        {
            switch (file.RelativePath)
            {
                case "a/001.jpg":
                    File.Delete(folder.At("a", "001.jpg"));
                    break;
                case "a/002.jpg":
                    File.WriteAllBytes(folder.At("a", "002.jpg"), File.ReadAllBytes(folder.At("a", "002.jpg"))[..200]);
                    break;
                case "b/001.jpg":
                    File.WriteAllBytes(folder.At("b", "001.jpg"), replacement);
                    break;
                case "b/002.jpg":
                    throw new IOException("Input/output error");
            }
        }));
        Assert.Equal(["a/001.jpg", "a/002.jpg", "b/002.jpg"],
            dataset.Skipped.Select(s => Path.GetRelativePath(folder.Photos, s.Path).Replace('\\', '/'))
                .Order(StringComparer.Ordinal));
        Assert.Contains(dataset.Skipped, s => s.Reason.Contains("vanished", StringComparison.Ordinal));
        Assert.Contains(dataset.Skipped, s => s.Reason.Contains("Input/output error", StringComparison.Ordinal));

        // What changed while it was read is read again, as are those that failed; nothing else is.
        Assert.Equal(3, CountingReaders.Import(folder.Photos, options));
        ImageNetDataset again = ImageNetImporter.Import(folder.Photos, options);
        byte[] buffer = [];
        ImageSample changed =
            again.Train.Samples.Concat(again.Validation.Samples).Single(s => s.Path == folder.At("b", "001.jpg"));
        PixelView view = again.Pixels.Read(changed, ref buffer);
        Assert.Equal((64, 32), (view.Width, view.Height));
        Assert.Equal(folder.At("a", "002.jpg"), Assert.Single(again.Skipped).Path);
    }

    [Fact]
    public void NamesOfAnyKindAndLinksThatLoopAreTaken()
    {
        using var folder = new TemporaryFolder();
        string deep = string.Join('/', Enumerable.Repeat("a folder of thirty characters", 9));
        folder.WriteClass("cats [and] more", 2);
        folder.WriteClass("犬 Hunde çiçek", 2);
        folder.Write($"cats [and] more/{deep}/image.jpg", DrawnImage.Jpeg(40, 40));
        if (!OperatingSystem.IsWindows())
            Directory.CreateSymbolicLink(folder.At("cats [and] more", "loop"), folder.Photos);
        foreach (StoreFormat format in (StoreFormat[])[StoreFormat.Npy, StoreFormat.Shards])
        {
            ImageNetDataset dataset = ImageNetImporter.Import(folder.Photos,
                new ImportOptions { CachePath = folder.Cache, ImageSize = 32, StoreFormat = format });
            Assert.Equal((5, OperatingSystem.IsWindows() ? 0 : 1), (dataset.Count, dataset.Skipped.Count));
            Assert.All(dataset.Skipped, skipped => Assert.EndsWith("loop", skipped.Path, StringComparison.Ordinal));
        }
    }

    private static byte[][] Photos()
    {
        try
        {
            string flowers = SharedPhotos.Require("flowers");
            return [.. Directory.EnumerateFiles(flowers, "*.jpg", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal).Take(1200).Where((_, i) => i % 60 == 0).Select(File.ReadAllBytes)];
        }
        catch (Exception e) when (e.Message.StartsWith("$XunitDynamicSkip$", StringComparison.Ordinal))
        {
            return [.. Enumerable.Range(0, 20).Select(i => DrawnImage.Jpeg(320, 240, (uint)i))];
        }
    }

    private static byte[] Damage(byte[] photo, byte[] other, int kind, Random random)
    {
        switch (kind)
        {
            case 0:
                byte[] flipped = [.. photo];
                for (int flips = random.Next(1, 40); flips > 0; flips--)
                    flipped[random.Next(random.Next(2) == 0 ? 700 : flipped.Length)] ^= (byte)(1 << random.Next(8));
                return flipped;
            case 1:
                return photo[..random.Next(1, photo.Length)];
            default:
                return [.. photo.AsSpan(0, random.Next(photo.Length)), .. other.AsSpan(random.Next(other.Length))];
        }
    }

    private static long ResidentBytes()
    {
        GC.Collect();
        return Environment.WorkingSet;
    }

    private sealed class TroubledReader(ImageReader inner, Action<SourceFile> before) : ImageReader
    {
        public override ReadOnlySpan<byte> File => inner.File;

        public override ReadOnlySpan<byte> ReadFile(SourceFile file) => inner.ReadFile(file);

        public override PixelView Read(SourceFile file, out int sourceWidth, out int sourceHeight)
        {
            before(file);
            return inner.Read(file, out sourceWidth, out sourceHeight);
        }

        public override void Dispose() => inner.Dispose();
    }
}
