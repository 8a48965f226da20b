using System.Buffers.Binary;
using System.IO.Compression;
using AlexNetPS.Datasets;
using AlexNetPS.Imaging;
using AlexNetPS.Tests.Imaging;

namespace AlexNetPS.Tests.Datasets;

public class LayoutTests
{
    [Fact]
    public void ClassesAreInOrdinalOrderAndSplitsAreStratified()
    {
        using var folder = new TemporaryFolder();
        // Ordinal order has capitals first, also where no folder can differ from another by them alone.
        foreach ((string name, int count) in (ReadOnlySpan<(string, int)>)[("10", 20), ("2", 30), ("1", 25), ("c", 12),
            ("B", 3)])
        {
            folder.WriteClass(name, count);
        }

        ImageNetDataset dataset = Import(folder, new ImportOptions { ValidationFraction = 0.2, TestFraction = 0.1 });
        Assert.Equal(["1", "10", "2", "B", "c"], dataset.Classes.Select(c => c.Name));
        Assert.All(dataset.Classes,
            c => Assert.True(c.Train >= c.Validation && c.Validation >= 1 && c.Test >= 1,
                $"{c.Name}: {c.Train}, {c.Validation}, {c.Test}"));
        Assert.Equal(90, dataset.Count);
        Assert.Equal("class folders", dataset.Layout);
        Assert.All(dataset.Train.Samples, s => Assert.Equal(s.Label, dataset.Classes[s.LabelIndex].Name));
    }

    [Fact]
    public void TheSeedChoosesTheSplitAndAddedFilesDoNotMoveIt()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 60, 16, 16);
        folder.WriteClass("b", 60, 16, 16);
        HashSet<string> first = Held(1), again = Held(1), other = Held(2);
        Assert.True(first.SetEquals(again));
        Assert.False(first.SetEquals(other));
        for (int i = 0; i < 10; i++)
            folder.Write($"a/new{i}.jpg", DrawnImage.Jpeg(16, 16));
        HashSet<string> grown = Held(1);
        Assert.Equal(first.Order(),
            grown.Where(path => !Path.GetFileName(path).StartsWith("new", StringComparison.Ordinal)).Order());

        HashSet<string> Held(ulong seed) =>
            [.. Import(folder, new ImportOptions { Seed = seed }).Validation.Samples.Select(s => s.Path)];
    }

    [Theory]
    [InlineData("val")]
    [InlineData("valid")]
    [InlineData("Validation")]
    public void TrainAndValidationFoldersAreKept(string validation)
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("train/cat", 4);
        folder.WriteClass("train/dog", 5);
        folder.WriteClass($"{validation}/dog", 2);
        folder.WriteClass("test/cat", 1);
        folder.WriteClass("test/dog", 1);
        folder.WriteClass("extras/dog", 1);
        ImageNetDataset dataset = Import(folder);
        Assert.Equal((9, 2, 2), (dataset.Train.Count, dataset.Validation.Count, dataset.Test.Count));
        Assert.All(dataset.Validation.Samples, s => Assert.Equal((1, "dog"), (s.LabelIndex, s.Label)));
        Assert.Contains(dataset.Warnings, w => w.Contains("extras", StringComparison.Ordinal));
        Assert.Contains(dataset.Warnings, w => w.Contains("cat", StringComparison.Ordinal));
    }

    [Fact]
    public void WithoutAValidationFolderPartOfTrainIsHeldOut()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("train/cat", 20);
        folder.WriteClass("train/dog", 20);
        folder.WriteClass("test/dog", 3);
        ImageNetDataset dataset = Import(folder, new ImportOptions { TestFraction = 0.3 });
        Assert.Equal((40, 3), (dataset.Train.Count + dataset.Validation.Count, dataset.Test.Count));
        Assert.All(dataset.Classes, c => Assert.True(c.Train > c.Validation && c.Validation > 0));
    }

    [Fact]
    public void ValidationClassesThatTrainLacksAreNamed()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("train/cat", 1);
        folder.WriteClass("train/dog", 1);
        folder.WriteClass("val/cat", 1);
        folder.WriteClass("val/horse", 1);
        Assert.Contains("horse", Assert.Throws<DatasetException>(() => Import(folder)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ImagesAreFoundBelowTheirClassFolderAndOddNamesSurvive()
    {
        using var folder = new TemporaryFolder();
        string[] names =
        [
            "[cats] & dogs, ltd/deep/er/a b.jpg", "[cats] & dogs, ltd/\"quoted\".jpg", "[cats] & dogs, ltd/=1+1.jpg",
            "Grüße 猫/image.JPEG", "Grüße 猫/no extension",
            "Grüße 猫/ leading space.jpg", $"Grüße 猫/{new string('n', 120)}/{new string('m', 120)}.jpg",
        ];
        if (OperatingSystem.IsWindows())
            names = [.. names.Where(name => !name.Contains('"'))];
        foreach (string name in names)
            folder.Write(name, DrawnImage.Jpeg(20, 20));
        folder.Write("[cats] & dogs, ltd/.DS_Store", [1, 2, 3]);
        ImageNetDataset dataset = Import(folder, new ImportOptions { ValidationFraction = 0 });
        Assert.Empty(dataset.Skipped);
        Assert.Equal(names.Select(name => folder.At(name.Split('/'))).Order(StringComparer.Ordinal),
            dataset.Train.Samples.Select(s => s.Path));
        Assert.Equal(dataset.Train.Samples, ImageNetDataset.Open(dataset.StorePath!).Train.Samples);
    }

    [Fact]
    public void LinksAreFollowedOnceAndLoopsAreNot()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Symbolic links need a privilege on Windows.");
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 2);
        folder.WriteClass("b", 2);
        string elsewhere = Path.Combine(folder.Root, "elsewhere.jpg");
        File.WriteAllBytes(elsewhere, DrawnImage.Jpeg(20, 20));
        File.CreateSymbolicLink(folder.At("a", "link.jpg"), elsewhere);
        File.CreateSymbolicLink(folder.At("a", "nowhere.jpg"), Path.Combine(folder.Root, "missing.jpg"));
        Directory.CreateSymbolicLink(folder.At("b", "loop"), folder.Photos);
        ImageNetDataset dataset = Import(folder, new ImportOptions { ValidationFraction = 0 });
        Assert.Equal(5, dataset.Train.Count);
        Assert.Equal([folder.At("a", "nowhere.jpg"), folder.At("b", "loop")],
            dataset.Skipped.Select(skipped => skipped.Path));
    }

    [Fact]
    public void NestedClassesAreNamedByTheirPath()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("animals/cat", 2);
        folder.WriteClass("animals/dogs/spaniel", 2);
        folder.WriteClass("vehicles/train", 2);
        ImageNetDataset dataset = Import(folder);
        Assert.Equal(["animals/cat", "animals/dogs/spaniel", "vehicles/train"], dataset.Classes.Select(c => c.Name));
        Assert.Equal("nested class folders", dataset.Layout);
        Assert.Contains("ClassFolders", Assert.Single(dataset.Warnings), StringComparison.Ordinal);

        // The outer folders are classes if a person says so, and nothing is decoded for it.
        ImageNetDataset outer = Import(folder, new ImportOptions { Layout = DatasetLayout.ClassFolders });
        Assert.Equal(["animals", "vehicles"], outer.Classes.Select(c => c.Name));
        Assert.Empty(outer.Warnings);
        folder.Write("animals/one.jpg", DrawnImage.Jpeg(20, 20));
        Assert.Equal(["animals", "vehicles"], Import(folder).Classes.Select(c => c.Name));
        Assert.Equal(4, Import(folder, new ImportOptions { Layout = DatasetLayout.NestedFolders }).Classes.Count);
    }

    [Fact]
    public void FoldersThatSortImagesWithinAClassAreNotClasses()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in (string[])["cat/2023", "cat/2024", "dog/2023", "dog/2024"])
            folder.WriteClass(name, 2);
        Assert.Equal(["cat", "dog"], Import(folder).Classes.Select(c => c.Name));
    }

    [Fact]
    public void AFolderTooHighOrTooLowSaysWhereTheDatasetIs()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("flowers/train/rose", 2);
        folder.WriteClass("flowers/train/tulip", 2);
        Assert.Contains($"Use '{folder.At("flowers")}'", Refusal(folder.Photos), StringComparison.Ordinal);
        Assert.Contains($"'{folder.At("flowers", "train")}'", Refusal(folder.At("flowers", "train", "rose")),
            StringComparison.Ordinal);
        folder.WriteClass("birds/train/owl", 2);
        Assert.Contains("one level too high", Refusal(folder.Photos), StringComparison.Ordinal);
        using var wrapped = new TemporaryFolder();
        wrapped.WriteClass("wrapper/rose", 2);
        wrapped.WriteClass("wrapper/tulip", 2);
        Assert.Contains($"Use '{wrapped.At("wrapper")}'", Refusal(wrapped.Photos), StringComparison.Ordinal);

        string Refusal(string path) => Assert.Throws<DatasetException>(
            () => ImageNetImporter.Import(path, new ImportOptions { CachePath = folder.Cache })).Message;
    }

    [Theory]
    [InlineData(DatasetLayout.SplitFolders, "train folder")]
    [InlineData(DatasetLayout.Kaggle, "CLS-LOC")]
    [InlineData(DatasetLayout.Cifar, "data_batch_1.bin")]
    [InlineData(DatasetLayout.List, ".csv")]
    public void ALayoutThatIsAskedForAndNotThereSaysWhatItLooksLike(DatasetLayout layout, string expected)
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 2);
        folder.WriteClass("b", 2);
        string refusal =
            Assert.Throws<DatasetException>(() => Import(folder, new ImportOptions { Layout = layout })).Message;
        Assert.Contains(layout.ToString(), refusal, StringComparison.Ordinal);
        Assert.Contains(expected, refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void IdxFilesStayGrayAndSmall(bool compressed)
    {
        using var folder = new TemporaryFolder();
        WriteIdx(folder, "train", 50, compressed);
        WriteIdx(folder, "t10k", 20, compressed);
        ImageNetDataset dataset = Import(folder);
        Assert.Equal((50, 20, 1), (dataset.Train.Count, dataset.Validation.Count, dataset.Channels));
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], dataset.Classes.Select(c => c.Name));
        byte[] buffer = [];
        ImageSample sample = dataset.Train.Samples[13];
        PixelView view = dataset.Pixels.Read(sample, ref buffer);
        Assert.Equal((28, 28, 1, 3), (view.Width, view.Height, view.Channels, sample.LabelIndex));
        Assert.All(view.Pixels.ToArray(), value => Assert.Equal(13, value));
        Assert.Contains("#000013", sample.Path, StringComparison.Ordinal);
        Assert.Contains("IDX", dataset.Layout, StringComparison.Ordinal);
        Assert.Single(dataset.Statistics!.Mean);
    }

    [Fact]
    public void FashionMnistHasNames()
    {
        const string Folder = "/usr/share/datasets/fashion-mnist";
        Assert.SkipUnless(Directory.Exists(Folder), "Debian's package dataset-fashion-mnist is not installed.");
        using var folder = new TemporaryFolder();
        ImageNetDataset dataset = ImageNetImporter.Import(Folder, new ImportOptions { CachePath = folder.Cache });
        Assert.Equal((60_000, 10_000), (dataset.Train.Count, dataset.Validation.Count));
        Assert.Equal("Ankle boot", dataset.Train.Samples[0].Label);
        Assert.Equal(0.2860, dataset.Statistics!.Mean[0], 0.0001);
        Assert.Equal(0.3530, dataset.Statistics.StandardDeviation[0], 0.0001);
    }

    private static ImageNetDataset Import(TemporaryFolder folder, ImportOptions? options = null) =>
        ImageNetImporter.Import(folder.Photos,
            (options ?? new ImportOptions()) with { CachePath = folder.Cache, ImageSize = 16 });

    private static void WriteIdx(TemporaryFolder folder, string part, int count, bool compressed)
    {
        byte[] images = new byte[16 + count * 784], labels = new byte[8 + count];
        BinaryPrimitives.WriteInt32BigEndian(images, 0x803);
        BinaryPrimitives.WriteInt32BigEndian(images.AsSpan(4), count);
        BinaryPrimitives.WriteInt32BigEndian(images.AsSpan(8), 28);
        BinaryPrimitives.WriteInt32BigEndian(images.AsSpan(12), 28);
        BinaryPrimitives.WriteInt32BigEndian(labels, 0x801);
        BinaryPrimitives.WriteInt32BigEndian(labels.AsSpan(4), count);
        for (int i = 0; i < count; i++)
        {
            images.AsSpan(16 + i * 784, 784).Fill((byte)i);
            labels[8 + i] = (byte)(i % 10);
        }

        Write("images-idx3-ubyte", images);
        Write("labels-idx1-ubyte", labels);

        void Write(string kind, byte[] content)
        {
            if (!compressed)
            {
                folder.Write($"{part}-{kind}", content);
                return;
            }

            using var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionMode.Compress))
                gzip.Write(content);
            folder.Write($"{part}-{kind}.gz", packed.ToArray());
        }
    }
}
