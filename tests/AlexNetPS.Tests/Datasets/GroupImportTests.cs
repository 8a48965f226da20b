using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Imaging;
using AlexNetPS.Imaging.Resampling;

namespace AlexNetPS.Tests.Datasets;

public class GroupImportTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AColumnOfAListMakesGroupsThatAreInOneSplit(bool indexOnly)
    {
        using var folder = new TemporaryFolder();
        string list = Patients(folder, 120, i => $"p{i / 5}");
        ImportOptions options = Options(folder) with { GroupColumn = "Patient", IndexOnly = indexOnly };
        ImageNetDataset dataset = ImageNetImporter.Import(list, options);
        AssertWhole(dataset, sample => sample.Properties["patient"]);
        Assert.All(dataset.Train.Samples, sample => Assert.Equal(sample.Properties["patient"], sample.Group));
        Assert.Empty(dataset.Warnings);
        Assert.Equal("column Patient", dataset.Grouping!.ToString());
        Assert.Equal(6, dataset.SplitShares.Count);
        Assert.All(dataset.SplitShares, share =>
        {
            Assert.Equal(share.Split switch { SplitName.Train => 0.6, _ => 0.2 }, share.Wanted, 12);
            Assert.Equal(dataset.Images.Count(image => (image.Split, image.Sample.Label) == (share.Split, share.Label)),
                share.Images);
            Assert.Equal(share.Images / 60.0, share.Obtained, 12);
            Assert.InRange(share.Deviation, -0.05, 0.05);
        });
        if (indexOnly)
            return;
        Assert.Equal(0, CountingReaders.Import(list, options));
        ImageNetDataset opened = ImageNetDataset.Open(dataset.StorePath!);
        Assert.Equal(Facts(dataset), Facts(opened));
        Assert.Equal(dataset.SplitShares, opened.SplitShares);
        Assert.Equal(dataset.Grouping, opened.Grouping);
    }

    [Theory]
    [InlineData(@"^([^_]+)_")]
    [InlineData(@"^(?<group>[^_]+)_(\d+)")]
    [InlineData(@"^[ab]/([^_]+)_")]
    public void APatternMakesGroups(string pattern)
    {
        using var folder = new TemporaryFolder();
        for (int i = 0; i < 100; i++)
            folder.Write($"{"ab"[i % 2]}/p{i / 5}_{i}.bmp", Photo((uint)i));
        ImageNetDataset dataset =
            ImageNetImporter.Import(folder.Photos, Options(folder) with { GroupPattern = pattern });
        AssertWhole(dataset, sample => Path.GetFileName(sample.Path).Split('_')[0]);
        Assert.All(dataset.Train.Samples,
            sample => Assert.Equal(Path.GetFileName(sample.Path).Split('_')[0], sample.Group));
    }

    [Theory]
    [InlineData("^p", "parentheses")]
    [InlineData("^(p", "regular expression")]
    [InlineData(@"^(\d+)$", "matches none of the 2 images")]
    [InlineData(@"^((a+)+)$(?<!b)", "takes too long")]
    public void APatternThatDoesNotWorkSaysWhy(string pattern, string reason)
    {
        using var folder = new TemporaryFolder();
        foreach (string name in (string[])["a", "b"])
            folder.Write($"{name}/{new string('a', 60)}!.bmp", Photo(1));
        Assert.Contains(reason, Assert.Throws<DatasetException>(() =>
            ImageNetImporter.Import(folder.Photos, Options(folder) with { GroupPattern = pattern })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void AMissingColumnIsAnErrorThatNamesTheColumns()
    {
        using var folder = new TemporaryFolder();
        string list = Patients(folder, 10, i => $"p{i}");
        string message = Assert.Throws<DatasetException>(() =>
            ImageNetImporter.Import(list, Options(folder) with { GroupColumn = "site" })).Message;
        Assert.Contains("'site'", message, StringComparison.Ordinal);
        Assert.Contains("path, label, patient, age", message, StringComparison.Ordinal);
        Assert.Contains("-GroupPattern", Assert.Throws<DatasetException>(() =>
            ImageNetImporter.Import(folder.Photos, Options(folder) with
            {
                Layout = DatasetLayout.ClassFolders,
                GroupColumn = "patient",
            })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnImageWithoutAValueIsAGroupOfItsOwnAndAWarningCountsThem()
    {
        using var folder = new TemporaryFolder();
        string list = Patients(folder, 60, i => i < 20 ? $"p{i / 10}" : "");
        ImageNetDataset dataset = ImageNetImporter.Import(list, Options(folder) with { GroupColumn = "patient" });
        AssertWhole(dataset, sample => sample.Group ?? sample.Path);
        Assert.Equal(40, dataset.Images.Count(image => image.Sample.Group is null));
        Assert.StartsWith("40 images have no group by -GroupColumn 'patient'", Assert.Single(dataset.Warnings),
            StringComparison.Ordinal);
    }

    // Column and pattern: p0 and p1 have image 5 of series s1 in common with it.
    [Fact]
    public void GroupsWithAnImageInCommonAreOne()
    {
        using var folder = new TemporaryFolder();
        for (int i = 0; i < 40; i++)
            folder.Write($"s{i / 3}_{i}.bmp", Photo((uint)i));
        folder.Write("list.csv", Text(["path,label,patient", .. Enumerable.Range(0, 40)
            .Select(i => $"s{i / 3}_{i}.bmp,{"ab"[i % 2]},p{i / 4}")]));
        ImageNetDataset dataset = ImageNetImporter.Import(folder.At("list.csv"),
            Options(folder) with { GroupColumn = "patient", GroupPattern = "^(s[0-9]+)_" });
        AssertWhole(dataset, sample => sample.Properties["patient"]);
        AssertWhole(dataset, sample => Path.GetFileName(sample.Path).Split('_')[0]);

        // 12 images are the least common multiple of both, and 40 = 3 * 12 + 4.
        Assert.Equal([4, 12, 12, 12],
            dataset.Images.GroupBy(image => image.Sample.Group).Select(group => group.Count()).Order());
        Assert.All(dataset.Images, image => Assert.StartsWith("p", image.Sample.Group, StringComparison.Ordinal));
    }

    [Fact]
    public void AGroupThatIsTooLargeIsAWarningWithTheShares()
    {
        using var folder = new TemporaryFolder();
        string list = Patients(folder, 40, i => i % 2 == 0 ? i < 26 ? "giant" : "small" : $"p{i}");
        ImageNetDataset dataset = ImageNetImporter.Import(list, Options(folder) with
        {
            GroupColumn = "patient",
            TestFraction = 0,
        });
        AssertWhole(dataset, sample => sample.Group!);

        // Of the even images 13 are of one patient and 7 of another: the smaller one is held out.
        SplitShare share = dataset.SplitShares.Single(one => one is { Label: "a", Split: SplitName.Validation });
        Assert.Equal((7, 0.2, 0.35), (share.Images, share.Wanted, share.Obtained));
        string warning = Assert.Single(dataset.Warnings);
        Assert.Contains("1 class far from the wanted shares: a has 35 % of its images in Validation instead of 20 %", warning,
            StringComparison.Ordinal);
        Assert.Contains("'giant' with 13 images", warning, StringComparison.Ordinal);
        Assert.Equal(0, CountingReaders.Import(list, Options(folder) with { GroupColumn = "patient", TestFraction = 0 }));
    }

    [Fact]
    public void GroupsThatTheSourceDividesAreAWarningAndTheRestIsDrawnWhole()
    {
        using var folder = new TemporaryFolder();
        for (int i = 0; i < 90; i++)
            folder.Write($"{(i < 75 ? "train" : "test")}/{"ab"[i % 2]}/p{i % 19}_{i}.bmp", Photo((uint)i));
        ImageNetDataset dataset = ImageNetImporter.Import(folder.Photos,
            Options(folder) with { GroupPattern = "^(p[0-9]+)_" });
        Assert.Equal(15, dataset.Test.Count);
        Assert.Empty(dataset.Train.Samples.Select(sample => sample.Group)
            .Intersect(dataset.Validation.Samples.Select(sample => sample.Group)));
        Assert.NotEqual(0, dataset.Validation.Count);
        string warning = Assert.Single(dataset.Warnings, text => text.Contains("more than one", StringComparison.Ordinal));
        Assert.StartsWith("15 groups are", warning, StringComparison.Ordinal);
        Assert.Equal([SplitName.Train, SplitName.Validation],
            dataset.SplitShares.Select(share => share.Split).Distinct());
    }

    [Theory]
    [InlineData(StoreFormat.Npy)]
    [InlineData(StoreFormat.Shards)]
    public void NearDuplicatesAreGroupsAndTheirHashesAreKept(StoreFormat format)
    {
        using var folder = new TemporaryFolder();
        for (uint i = 0; i < 30; i++)
        {
            folder.Write($"{"ab"[(int)i % 2]}/{i}.bmp", Photo(i));
            folder.Write($"{"ab"[(int)i % 2]}/{i} small.bmp", Photo(i, 40));
        }

        folder.Write("a/white.bmp", White(40));
        folder.Write("b/white.bmp", White(40));
        folder.Write("b/plain.bmp", White(48));
        ImportOptions options = Options(folder) with { GroupNearDuplicates = true, StoreFormat = format };

        // A store without hashes: they are computed from its images, without decoding.
        ImageNetImporter.Import(folder.Photos, options with { GroupNearDuplicates = false });
        Assert.Equal(0, CountingReaders.Import(folder.Photos, options));
        ImageNetDataset dataset = ImageNetImporter.Import(folder.Photos, options);
        AssertWhole(dataset, Name);
        Assert.Equal(31, dataset.Images.Select(image => image.Sample.Group).OfType<string>().Distinct().Count());
        Assert.Null(dataset.Images.Single(image => Name(image.Sample) == "plain").Sample.Group);
        byte[] looks = File.ReadAllBytes(new StorePaths(dataset.StorePath!).Looks);

        // A new image joins its group; only it is decoded. An import from nothing gives the same.
        folder.Write("a/3 other.bmp", Photo(3, 44));
        Assert.Equal(1, CountingReaders.Import(folder.Photos, options));
        ImageNetDataset after = ImageNetImporter.Import(folder.Photos, options);
        AssertWhole(after, Name);
        Assert.Equal(3, after.Images.Count(image => Name(image.Sample) == "3"));
        Assert.Equal(0, CountingReaders.Import(folder.Photos, options));
        string[] facts = Facts(after);
        Assert.Equal(64, CountingReaders.Import(folder.Photos, options with { Force = true }));
        Assert.Equal(facts, Facts(ImageNetImporter.Import(folder.Photos, options)));
        File.Delete(folder.At("a", "3 other.bmp"));
        Assert.Equal(0, CountingReaders.Import(folder.Photos, options));
        Assert.Equal(looks, File.ReadAllBytes(new StorePaths(after.StorePath!).Looks));

        // Without the option the splits are those of an import without groups.
        Assert.Equal(0, CountingReaders.Import(folder.Photos, options with { GroupNearDuplicates = false }));
        Assert.False(File.Exists(new StorePaths(after.StorePath!).Looks));

        static string Name(ImageSample sample) => Path.GetFileNameWithoutExtension(sample.Path).Split(' ')[0];
    }

    [Fact]
    public void AnInterruptedImportContinuesWithItsHashes()
    {
        using var folder = new TemporaryFolder();
        for (uint i = 0; i < 40; i++)
            folder.Write($"{"ab"[(int)i % 2]}/{i}.bmp", Photo(i / 2));
        ImportOptions options = Options(folder) with { GroupNearDuplicates = true, Threads = 1 };
        using var stop = new CancellationTokenSource();
        CountingReaders.Before = now =>
        {
            if (now == 20)
                stop.Cancel();
        };
        try
        {
            Assert.ThrowsAny<OperationCanceledException>(() => CountingReaders.Import(folder.Photos, options, stop.Token));
        }
        finally
        {
            CountingReaders.Before = null;
        }

        Assert.InRange(CountingReaders.Import(folder.Photos, options), 1, 21);
        string[] facts = Facts(ImageNetImporter.Import(folder.Photos, options));
        ImageNetImporter.Import(folder.Photos, options with { Force = true });
        Assert.Equal(facts, Facts(ImageNetImporter.Import(folder.Photos, options)));
    }

    [Fact]
    public void NearDuplicatesNeedDecodedImages()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 2);
        folder.WriteClass("b", 2);
        Assert.Contains("-IndexOnly", Assert.Throws<ArgumentException>(() => ImageNetImporter.Import(folder.Photos,
            new ImportOptions { IndexOnly = true, GroupNearDuplicates = true })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnotherGroupingChangesTheSplitsWithoutDecoding()
    {
        using var folder = new TemporaryFolder();
        string list = Patients(folder, 60, i => $"p{i / 10}");
        ImportOptions options = Options(folder);
        ImageNetDataset plain = ImageNetImporter.Import(list, options);
        Assert.Null(plain.Grouping);
        Assert.All(plain.Images, image => Assert.Null(image.Sample.Group));
        Assert.Equal(0, CountingReaders.Import(list, options with { GroupColumn = "patient" }));
        AssertWhole(ImageNetDataset.Open(plain.StorePath!), sample => sample.Properties["patient"]);
        Assert.Equal(0, CountingReaders.Import(list, options));
        Assert.Equal(Facts(plain), Facts(ImageNetDataset.Open(plain.StorePath!)));
    }

    [Fact]
    public void APreviewDrawsTheGroups()
    {
        using var folder = new TemporaryFolder();
        string list = Patients(folder, 60, i => $"p{i / 10}");
        ImportOptions options = Options(folder) with { GroupColumn = "patient" };
        ImportPreview preview = ImportPreview.Of(list, options);
        ImageNetDataset dataset = ImageNetImporter.Import(list, options);
        Assert.Equal((dataset.Train.Count, dataset.Validation.Count, dataset.Test.Count),
            (preview.TrainImages, preview.ValidationImages, preview.TestImages));
    }

    internal static ImportOptions Options(TemporaryFolder folder) => new()
    {
        CachePath = folder.Cache,
        ImageSize = 32,
        ValidationFraction = 0.2,
        TestFraction = 0.2,
        Seed = 1,
    };

    /// <summary>Writes images of two classes and a list with the columns patient and age.</summary>
    internal static string Patients(TemporaryFolder folder, int count, Func<int, string> patient)
    {
        for (int i = 0; i < count; i++)
            folder.Write($"{"ab"[i % 2]}/{i}.bmp", Photo((uint)i));
        return folder.Write("list.csv", Text(["path,label,patient,age", .. Enumerable.Range(0, count)
            .Select(i => $"{"ab"[i % 2]}/{i}.bmp,{"ab"[i % 2]},{patient(i)},{20 + i}")]));
    }

    internal static byte[] Text(IEnumerable<string> lines) =>
        System.Text.Encoding.UTF8.GetBytes(string.Join('\n', lines));

    internal static string[] Facts(ImageNetDataset dataset) =>
        [.. dataset.Images.Select(image => $"{image.Split} {image.Sample.Index} {image.Sample.Path} {image.Sample.Label} "
            + $"{image.Sample.Group} {image.Sample.Properties}")];

    private static void AssertWhole(ImageNetDataset dataset, Func<ImageSample, string> group)
    {
        Assert.All(dataset.Images.GroupBy(image => group(image.Sample)),
            images => Assert.Single(images.Select(image => image.Split).Distinct()));
        Assert.NotEqual(0, dataset.Validation.Count);
    }

    /// <summary>A photo unlike any other; of another size it is nearly the same.</summary>
    private static byte[] Photo(uint seed, int side = 64)
    {
        byte[] pixels = new byte[3 * side * side];
        Resampler.Resize(HealthTests.Photo(seed).View, side, side, pixels);
        return ImageEncoder.EncodePng(new PixelView(pixels, side, side, 3));
    }

    private static byte[] White(int side)
    {
        byte[] pixels = new byte[3 * side * side];
        Array.Fill(pixels, byte.MaxValue);
        return ImageEncoder.EncodePng(new PixelView(pixels, side, side, 3));
    }
}
