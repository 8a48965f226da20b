using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Imaging;
using AlexNetPS.Tests.Imaging;

namespace AlexNetPS.Tests.Datasets;

public class IncrementalTests
{
    [Fact]
    public void AFewChangesAppendToThePixelsAndTheOpenStoreStaysReadable()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 20);
        folder.WriteClass("b", 20, seed: 30);
        ImageNetDataset before = Import(folder);
        byte[] old = File.ReadAllBytes(Pixels(before)), one = [], two = [];
        byte[][] seen =
            [.. before.Train.Samples.Select(sample => before.Pixels.Read(sample, ref one).Pixels.ToArray())];
        folder.Write("a/000.jpg", DrawnImage.Jpeg(50, 70, 99));
        folder.Write("a/new.jpg", DrawnImage.Jpeg(60, 40, 98));
        File.Delete(folder.At("b", "003.jpg"));
        ImageNetDataset after = Import(folder);

        // Nothing that was there has moved: the previous pixels are the beginning of the new file.
        byte[] grown = File.ReadAllBytes(Pixels(after));
        Assert.True(grown.AsSpan(128, old.Length - 128).SequenceEqual(old.AsSpan(128)));
        Assert.True(grown.Length > old.Length);
        Assert.Equal(seen, before.Train.Samples.Select(sample => before.Pixels.Read(sample, ref one).Pixels.ToArray()));
        AssertSameAsFresh(folder, after);
    }

    [Fact]
    public void PixelsThatNobodyNeedsAreDroppedWhenTheyAreMany()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 20);
        folder.WriteClass("b", 20);
        long full = new FileInfo(Pixels(Import(folder))).Length;
        for (int i = 0; i < 4; i++)
            File.Delete(folder.At("a", $"{i:D3}.jpg"));
        Assert.Equal(full, new FileInfo(Pixels(Import(folder))).Length);
        for (int i = 4; i < 12; i++)
            File.Delete(folder.At("a", $"{i:D3}.jpg"));
        ImageNetDataset packed = Import(folder);
        Assert.Equal(128 + (full - 128) * 28 / 40, new FileInfo(Pixels(packed)).Length);
        AssertSameAsFresh(folder, packed);
    }

    [Fact]
    public void WhatAKillBetweenCompletionAndPublicationLeftIsPublished()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 10);
        folder.WriteClass("b", 10);
        string store = Import(folder).StorePath!;
        Directory.Move(store, store + ".partial");
        Directory.CreateDirectory(store + ".old-left");
        Assert.Equal(0, CountingReaders.Import(folder.Photos, Options(folder)));
        Assert.Equal([store], Directory.GetDirectories(folder.Cache));
    }

    [Fact]
    public void LimitsThatChangeAreHeeded()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 5);
        folder.WriteClass("b", 5);
        folder.Write("a/large.jpg", DrawnImage.Jpeg(300, 200));
        ImportOptions strict = Options(folder) with { Limits = new DecodeLimits(50_000) };
        Assert.Contains("300x200", Assert.Single(ImageNetImporter.Import(folder.Photos, strict).Skipped).Reason,
            StringComparison.Ordinal);
        Assert.Equal(1, CountingReaders.Import(folder.Photos, Options(folder)));
        Assert.Empty(Import(folder).Skipped);
        Assert.Single(ImageNetImporter.Import(folder.Photos, strict).Skipped);
        Assert.Contains("bytes are over",
            ImageNetImporter.Import(folder.Photos,
                Options(folder) with { Limits = new DecodeLimits(1 << 30, 5000) }).Skipped[0].Reason,
                StringComparison.Ordinal);
    }

    [Fact]
    public void ADatasetKeepsItsImagesWhateverLaterImportsLeaveOut()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 5);
        folder.WriteClass("b", 5);
        ImportOptions strict = Options(folder) with { Limits = new DecodeLimits(50_000) };
        ImageNetImporter.Import(folder.Photos, strict);
        folder.Write("a/large.jpg", DrawnImage.Jpeg(300, 200));
        ImageNetDataset open = Import(folder);
        ImageSample large = open.Images.Select(image => image.Sample)
            .Single(sample => sample.Path.EndsWith("large.jpg", StringComparison.Ordinal));
        byte[] buffer = [];
        byte[] before = open.Pixels.Read(large, ref buffer).Pixels.ToArray();
        Assert.Single(ImageNetImporter.Import(folder.Photos, strict).Skipped);
        folder.WriteClass("b/new", 4, seed: 50);
        ImageNetImporter.Import(folder.Photos, strict);
        Assert.Equal(before, open.Pixels.Read(large, ref buffer).Pixels.ToArray());
    }

    [Fact]
    public void CentralSquaresAreTheCenterOfWholeImages()
    {
        using var folder = new TemporaryFolder();
        for (int i = 1; i <= 8; i++)
            folder.Write($"{(i % 2 == 0 ? "a" : "b")}/{i}.jpg", ImageFiles.Read($"orientation-{i}.jpg"));
        folder.Write("a/wide.jpg", DrawnImage.Jpeg(901, 60, 3));
        folder.Write("b/square.jpg", DrawnImage.Jpeg(40, 40, 3));
        ImageNetDataset squares = ImageNetImporter.Import(folder.Photos,
            Options(folder) with { Crop = ImageCrop.Center, ValidationFraction = 0 });
        Assert.Equal(ImageCrop.Center, squares.Crop);
        using var whole = new ImagePreparer(40, 65536);
        byte[] none = [];
        foreach (ImageSample sample in squares.Train.Samples)
        {
            PixelView square = squares.Pixels.Read(sample, ref none), image = whole.Prepare(sample.Path);
            Assert.Equal((40, 40), (square.Width, square.Height));
            int left = (int)Math.Round((image.Width - 40) / 2.0), top = (int)Math.Round((image.Height - 40) / 2.0);
            for (int y = 0; y < 40; y++)
            {
                Assert.InRange(DrawnImage.LargestDifference(image.Pixels.Slice(
                    ((top + y) * image.Width + left) * 3, 120), square.Pixels.Slice(y * 120, 120)), 0, 1);
            }
        }
    }

    [Fact]
    public void SizesAreCountedOfAllSplits()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 6, 48, 36);
        folder.WriteClass("b", 6, 300, 100);
        SizeHistogram sizes = Import(folder).Statistics!.Sizes!;
        Assert.Equal(6, sizes.ShortSide.Single(b => b.From == 32).Count);
        Assert.Equal(6, sizes.LongSide.Single(b => b.From == 256).Count);
        Assert.Equal([6, 6], sizes.Aspect.Where(b => b.Count > 0).Select(b => b.Count));
        Assert.Equal(12, sizes.Aspect.Sum(b => b.Count));
    }

    [Fact]
    public void WarningsOfTheDecoderAreKept()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 5);
        folder.WriteClass("b", 5);
        byte[] good = DrawnImage.Jpeg(60, 40);
        string cut = folder.Write("a/cut.jpg", good[..^2]);
        FileWarning warning = Assert.Single(Import(folder).FileWarnings);
        Assert.Equal(cut, warning.Path);
        Assert.Contains("end marker", warning.Warning, StringComparison.Ordinal);
        folder.Write("b/new.jpg", good);
        Assert.Equal(warning, Assert.Single(Import(folder).FileWarnings));
    }

    private static ImportOptions Options(TemporaryFolder folder) =>
        new() { CachePath = folder.Cache, ImageSize = 40, StoreFormat = StoreFormat.Npy };

    private static ImageNetDataset Import(TemporaryFolder folder) =>
        ImageNetImporter.Import(folder.Photos, Options(folder));

    private static string Pixels(ImageNetDataset dataset) => Path.Combine(dataset.StorePath!, "pixels.npy");

    private static void AssertSameAsFresh(TemporaryFolder folder, ImageNetDataset dataset)
    {
        ImageNetDataset fresh = ImageNetImporter.Import(folder.Photos, Options(folder) with { Force = true });
        byte[] one = [], two = [];
        Assert.Equal(fresh.Train.Samples, dataset.Train.Samples);
        foreach (ImageSample sample in fresh.Train.Samples)
        {
            Assert.True(
                fresh.Pixels.Read(sample, ref one).Pixels.SequenceEqual(dataset.Pixels.Read(sample, ref two).Pixels));
        }

        Assert.Equal(fresh.Statistics!.Mean, dataset.Statistics!.Mean);
        Assert.Equal(fresh.Statistics.Pixels, dataset.Statistics.Pixels);
    }

    [Fact]
    public void AnArchiveThatHasChangedBehindItsNameAndTimeIsReadAnew()
    {
        using var folder = new TemporaryFolder();
        (string Name,
            byte[] Content)[] tench = [.. Enumerable.Range(0, 4)
                .Select(i => ($"n01440764_{i}.JPEG", Padded(DrawnImage.Jpeg(40, 30, (uint)i))))];
        (string Name,
            byte[] Content)[] goldfish = [.. Enumerable.Range(0, 4)
                .Select(i => ($"n01443537_{i}.JPEG", Padded(DrawnImage.Jpeg(40, 30, (uint)(9 + i)))))];
        string path = Write(tench);
        DateTime time = File.GetLastWriteTimeUtc(path);
        long length = new FileInfo(path).Length;
        var options = new ImportOptions() { CachePath = folder.Cache, ImageSize = 16 };
        Assert.Equal(8, CountingReaders.Import(path, options));
        Assert.Equal(0, CountingReaders.Import(path, options));

        // The same members in another order: names, lengths, time and the archive's length are what they were.
        Write([.. tench.Reverse()]);
        File.SetLastWriteTimeUtc(path, time);
        Assert.Equal(length, new FileInfo(path).Length);
        Assert.Equal(8, CountingReaders.Import(path, options));
        Assert.Equal(0, CountingReaders.Import(path, options));

        string Write((string, byte[])[] first) =>
            folder.Write("ILSVRC2012_img_train.tar",
                TarFile.Of(("n01440764.tar", TarFile.Of(first)), ("n01443537.tar", TarFile.Of(goldfish))));

        static byte[] Padded(byte[] jpeg) => [.. jpeg, .. new byte[4000 - jpeg.Length]];
    }
}
