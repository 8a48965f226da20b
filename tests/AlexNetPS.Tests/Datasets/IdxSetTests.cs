using AlexNetPS.Datasets;

namespace AlexNetPS.Tests.Datasets;

/// <summary>MNIST's kin: names of files and folders, parts, classes, several sets in one folder.</summary>
public class IdxSetTests
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz", Digits = "0123456789";

    [Theory]
    [InlineData("emnist-byclass", 0, 61, Digits + "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + Letters)]
    [InlineData("emnist-bymerge", 0, 46, Digits + "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + "abdefghnqrt")]
    [InlineData("emnist-balanced", 0, 46, Digits + "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + "abdefghnqrt")]
    [InlineData("emnist-letters", 1, 26, Letters)]
    [InlineData("EMNIST_Letters", 1, 26, Letters)]
    [InlineData("emnist-digits", 0, 9, Digits)]
    [InlineData("emnist-mnist", 0, 9, Digits)]
    [InlineData("notMNIST", 0, 9, "ABCDEFGHIJ")]
    public void KnownSetsHaveTheirClasses(string set, int first, int last, string expected)
    {
        using var folder = new TemporaryFolder();
        IdxFiles.WritePair(folder, $"{set}-train", IdxFiles.Counting(first, last, 2 * (last - first + 1)), packed: true);
        IdxFiles.WritePair(folder, $"{set}-test", IdxFiles.Counting(first, last, last - first + 1));
        ImageNetDataset dataset = Import(folder);
        Assert.Equal(expected, string.Concat(dataset.Classes.Select(c => c.Name)));
        Assert.Equal((2 * expected.Length, expected.Length), (dataset.Train.Count, dataset.Validation.Count));
        Assert.Empty(dataset.Warnings);

        // The names belong to the images: their first pixel is the label.
        byte[] buffer = [];
        Assert.All(dataset.Validation.Samples,
            sample => Assert.Equal(first + expected.IndexOf(sample.Label, StringComparison.Ordinal),
                dataset.Pixels.Read(sample, ref buffer).Pixels[0]));
    }

    [Theory]
    [InlineData("FashionMNIST/raw", "T-shirt/top")]
    [InlineData("fashion-mnist/data/fashion", "T-shirt/top")]
    [InlineData("KMNIST/raw", "o")]
    [InlineData("Kuzushiji-49", "a")]
    [InlineData("fashion-week/digits", "0")]
    [InlineData("fashion/mnist", "0")]
    [InlineData("my-mnist", "0")]
    public void TheOwnNameOfTheFolderNamesTheClasses(string place, string expected)
    {
        using var folder = new TemporaryFolder();
        IdxFiles.WritePair(folder, $"{place}/train", IdxFiles.Counting(0, 9, 20));
        IdxFiles.WritePair(folder, $"{place}/t10k", IdxFiles.Counting(0, 9, 10));
        ImageNetDataset dataset = Import(folder, folder.At(place.Split('/')));
        Assert.Equal(expected, dataset.Classes[0].Name);
        Assert.Equal((20, 10), (dataset.Train.Count, dataset.Validation.Count));
    }

    [Theory]
    [InlineData("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")]
    [InlineData("train-images.idx3-ubyte", "train-labels.idx1-ubyte", "t10k-images.idx3-ubyte", "t10k-labels.idx1-ubyte")]
    [InlineData("TRAIN-IMAGES-IDX3-UBYTE", "TRAIN-LABELS-IDX1-UBYTE", "T10K-IMAGES-IDX3-UBYTE", "T10K-LABELS-IDX1-UBYTE")]
    [InlineData("train_images_idx3_ubyte", "train_labels_idx1_ubyte", "test_images_idx3_ubyte", "test_labels_idx1_ubyte")]
    [InlineData("digits-images-train-idx3-ubyte", "digits-labels-train-idx1-ubyte",
        "digits-images-test10k-idx3-ubyte", "digits-labels-test10k-idx1-ubyte")]
    public void NamesAreReadInTheirSpellings(string images, string labels, string testImages, string testLabels)
    {
        using var folder = new TemporaryFolder();
        int[] train = IdxFiles.Counting(0, 4, 20), test = IdxFiles.Counting(0, 4, 10);
        folder.Write(images, IdxFiles.Images(train));
        // A browser unpacks files and keeps their names, or the other way round.
        folder.Write(labels + ".gz", IdxFiles.Labels(train));
        folder.Write(testImages, IdxFiles.Gzip(IdxFiles.Images(test)));
        folder.Write(testLabels, IdxFiles.Labels(test));
        ImageNetDataset dataset = Import(folder);
        Assert.Equal((20, 10), (dataset.Train.Count, dataset.Validation.Count));
        Assert.Equal(["0", "1", "2", "3", "4"], dataset.Classes.Select(c => c.Name));
    }

    [Fact]
    public void QmnistHasItsLabelsInRowsOfNumbers()
    {
        using var folder = new TemporaryFolder();
        int[] train = IdxFiles.Counting(0, 9, 20), test = IdxFiles.Counting(0, 9, 10);
        folder.Write("qmnist-train-images-idx3-ubyte.gz", IdxFiles.Gzip(IdxFiles.Images(train)));
        folder.Write("qmnist-train-labels-idx2-int.gz", IdxFiles.Gzip(IdxFiles.WideLabels(train)));
        folder.Write("qmnist-test-images-idx3-ubyte.gz", IdxFiles.Gzip(IdxFiles.Images(test)));
        folder.Write("qmnist-test-labels-idx2-int.gz", IdxFiles.Gzip(IdxFiles.WideLabels(test)));
        ImageNetDataset dataset = Import(folder);
        Assert.Equal((20, 10), (dataset.Train.Count, dataset.Validation.Count));
        Assert.Equal("7", dataset.Train.Samples[17].Label);
        Assert.Equal(10, dataset.Classes.Count);

        // Rows of bytes are one for each class, perhaps.
        byte[] rows = IdxFiles.WideLabels(train);
        rows[2] = 8;
        folder.Write("qmnist-train-labels-idx2-int.gz", IdxFiles.Gzip([.. rows[..12], .. new byte[160]]));
        Assert.Contains("2 dimensions; labels have one", Assert.Throws<DatasetException>(() => Import(folder)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void AValidationPartLeavesTheTestPartForTesting()
    {
        using var folder = new TemporaryFolder();
        IdxFiles.WritePair(folder, "train", IdxFiles.Counting(0, 3, 20));
        IdxFiles.WritePair(folder, "val", IdxFiles.Counting(0, 3, 8));
        IdxFiles.WritePair(folder, "test", IdxFiles.Counting(0, 3, 4));
        ImageNetDataset dataset = Import(folder);
        Assert.Equal((20, 8, 4), (dataset.Train.Count, dataset.Validation.Count, dataset.Test.Count));
    }

    [Fact]
    public void TorchvisionsRootIsReadFromEachLevel()
    {
        using var folder = new TemporaryFolder();
        foreach (bool packed in (bool[])[false, true])
        {
            IdxFiles.WritePair(folder, "MNIST/raw/train", IdxFiles.Counting(0, 9, 40), packed);
            IdxFiles.WritePair(folder, "MNIST/raw/t10k", IdxFiles.Counting(0, 9, 20), packed);
        }

        foreach (string path in (string[])[folder.Photos, folder.At("MNIST"), folder.At("MNIST", "raw")])
        {
            ImageNetDataset dataset = Import(folder, path);
            Assert.Equal((40, 20), (dataset.Train.Count, dataset.Validation.Count));
            Assert.Equal(folder.At("MNIST", "raw", "train-images-idx3-ubyte#000000"), dataset.Train.Samples[0].Path);
        }

        IdxFiles.WritePair(folder, "FashionMNIST/raw/train", IdxFiles.Counting(0, 9, 30));
        string error = Assert.Throws<DatasetException>(() => Import(folder)).Message;
        Assert.Contains("FashionMNIST, MNIST", error, StringComparison.Ordinal);
        Assert.Contains("-SetName", error, StringComparison.Ordinal);
        Assert.Equal("Trouser", Import(folder, set: "fashionmnist").Classes[1].Name);
        Assert.Equal("1", Import(folder, set: "MNIST").Classes[1].Name);
        Assert.Equal(["FashionMNIST", "MNIST"], ImageNetImporter.SetNames(folder.Photos));
    }

    [Fact]
    public void SetsOfOneFolderAreNeverMerged()
    {
        using var folder = new TemporaryFolder();
        foreach ((string set, int first, int last) in ((string, int, int)[])[("digits", 0, 9), ("letters", 1, 26)])
        {
            IdxFiles.WritePair(folder, $"emnist-{set}-train", IdxFiles.Counting(first, last, 52));
            IdxFiles.WritePair(folder, $"emnist-{set}-test", IdxFiles.Counting(first, last, 26));
        }

        folder.Write("cifar-10-batches-bin/data_batch_1.bin", CifarBatch.Of(20, CifarBatch.Varied));
        string error = Assert.Throws<DatasetException>(() => Import(folder)).Message;
        Assert.Contains("3 datasets: emnist-digits, emnist-letters, CIFAR-10", error, StringComparison.Ordinal);
        ImageNetDataset letters = Import(folder, set: "Letters"), digits = Import(folder, set: "emnist-digits");
        Assert.Equal((26, 10, 3), (letters.Classes.Count, digits.Classes.Count,
            Import(folder, set: "CIFAR-10").Channels));
        // Each has its own store.
        Assert.NotEqual(letters.StorePath, digits.StorePath);
        Assert.Contains("Did you mean 'emnist-digits'?",
            Assert.Throws<DatasetException>(() => Import(folder, set: "emnist-digit")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ASetNameForOtherFoldersIsAnError()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 2);
        folder.WriteClass("b", 2);
        Assert.Contains("-SetName", Assert.Throws<DatasetException>(() => Import(folder, set: "letters")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void EmnistsOwnTableNamesTheClasses()
    {
        using var folder = new TemporaryFolder();
        IdxFiles.WritePair(folder, "signs-train", [3, 4, 3, 4, 3, 4]);
        folder.Write("signs-mapping.txt", "3 65 945\n4 66\n"u8.ToArray());
        Assert.Equal(["\u03B1", "B"], Import(folder).Classes.Select(c => c.Name));
        folder.Write("signs-mapping.txt", "3 65\n4 x\n"u8.ToArray());
        string error = Assert.Throws<DatasetException>(() => Import(folder)).Message;
        Assert.Contains("signs-mapping.txt' has no label and character of a class of their own in line 2", error,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("images", 12, "has 10 images, and")]
    [InlineData("labels", 12, "has 12 labels")]
    public void DifferentCountsAreAnError(string more, int count, string expected)
    {
        using var folder = new TemporaryFolder();
        int[] labels = IdxFiles.Counting(0, 4, 10), longer = IdxFiles.Counting(0, 4, count);
        folder.Write("train-images-idx3-ubyte", IdxFiles.Images(more == "images" ? longer : labels));
        folder.Write("train-labels-idx1-ubyte.gz", IdxFiles.Gzip(IdxFiles.Labels(more == "labels" ? longer : labels)));
        string error = Assert.Throws<DatasetException>(() => Import(folder)).Message;
        Assert.Contains("12", error, StringComparison.Ordinal);
        Assert.Contains("train-images-idx3-ubyte", error, StringComparison.Ordinal);
        Assert.Contains("train-labels-idx1-ubyte.gz", error, StringComparison.Ordinal);
        if (more == "labels")
            Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void FilesAreReadToTheirEnd(bool packed)
    {
        using var folder = new TemporaryFolder();
        int[] labels = IdxFiles.Counting(0, 4, 10);
        byte[] images = IdxFiles.Images(labels), names = IdxFiles.Labels(labels);
        Write([.. images, 1, 2, 3], names);
        Assert.Contains("3 bytes follow its 10 x 4 x 4 values", Error(), StringComparison.Ordinal);
        Write(images, [.. names, 1]);
        Assert.Contains("1 byte follows its 10 values", Error(), StringComparison.Ordinal);
        Write(images[..^5], names);
        Assert.Contains("155 of the 160 bytes", Error(), StringComparison.Ordinal);
        Write(images, names[..^2]);
        Assert.Contains("8 of the 10 bytes", Error(), StringComparison.Ordinal);

        void Write(byte[] pictures, byte[] table)
        {
            folder.Write("train-images-idx3-ubyte", packed ? IdxFiles.Gzip(pictures) : pictures);
            folder.Write("train-labels-idx1-ubyte", packed ? IdxFiles.Gzip(table) : table);
        }

        string Error() => Assert.Throws<DatasetException>(() => Import(folder)).Message;
    }

    [Fact]
    public void ChecksumsAndEndsOfCompressedFilesCount()
    {
        using var folder = new TemporaryFolder();
        int[] labels = IdxFiles.Counting(0, 4, 10);
        byte[] packed = IdxFiles.Gzip(IdxFiles.Images(labels));
        folder.Write("train-labels-idx1-ubyte", IdxFiles.Labels(labels));
        byte[] wrong = [.. packed];
        wrong[^8] ^= 1;
        foreach (byte[] damaged in (byte[][])[wrong, packed[..^1], packed[..^8], packed[..^12], packed[..30], [.. packed, 1, 2]])
        {
            folder.Write("train-images-idx3-ubyte.gz", damaged);
            Assert.Contains("train-images-idx3-ubyte.gz' is damaged",
                Assert.Throws<DatasetException>(() => Import(folder)).Message, StringComparison.Ordinal);
        }

        // Two members, as some programs write.
        byte[] images = IdxFiles.Images(labels);
        folder.Write("train-images-idx3-ubyte.gz", [.. IdxFiles.Gzip(images[..50]), .. IdxFiles.Gzip(images[50..])]);
        Assert.Equal(10, Import(folder).Train.Count + Import(folder).Validation.Count);
    }

    [Theory]
    [InlineData("train", 200, "the label 200 at position 17; the labels before it are 0 to 9")]
    [InlineData("emnist-letters-train", 0, "the label 0 at position 17; EMNIST's letters has the labels 1 to 26")]
    [InlineData("emnist-digits-train", 10, "the label 10 at position 17; EMNIST's digits has the labels 0 to 9")]
    public void ALabelOutOfRangeIsAnErrorAndNoClass(string stem, int label, string expected)
    {
        using var folder = new TemporaryFolder();
        int[] labels = IdxFiles.Counting(stem.Contains("letters", StringComparison.Ordinal) ? 1 : 0,
            stem.Contains("letters", StringComparison.Ordinal) ? 26 : 9, 60);
        labels[17] = label;
        IdxFiles.WritePair(folder, stem, labels);
        string error = Assert.Throws<DatasetException>(() => Import(folder)).Message;
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Contains($"{stem}-labels-idx1-ubyte", error, StringComparison.Ordinal);
    }

    [Fact]
    public void AnUnknownSetHasTheClassesThatOccur()
    {
        using var folder = new TemporaryFolder();
        // Signs: no 9 (j), which needs a movement.
        IdxFiles.WritePair(folder, "train", [.. IdxFiles.Counting(0, 24, 100).Where(label => label != 9)]);
        ImageNetDataset dataset = Import(folder);
        Assert.Equal(24, dataset.Classes.Count);
        Assert.Equal("10", dataset.Classes[9].Name);
        Assert.Empty(dataset.Warnings);
    }

    [Theory]
    [InlineData("3C21444F", "is not an IDX file: it starts with 3C21444F")]
    [InlineData("00000D03", "values of the type Float32")]
    [InlineData("00000801", "1 dimensions; images have three")]
    [InlineData("00000803000000000000000400000004", "impossible dimensions: 0 x 4 x 4")]
    [InlineData("0000", "it has 2 bytes")]
    [InlineData("00000803000000", "ends in its header")]
    public void OtherFilesAreNamedWithTheirStart(string start, string expected)
    {
        using var folder = new TemporaryFolder();
        int[] labels = IdxFiles.Counting(0, 4, 10);
        byte[] head = Convert.FromHexString(start);
        byte[] images = IdxFiles.Images(labels);
        folder.Write("train-images-idx3-ubyte",
            head.Length == 4 && start.EndsWith("801", StringComparison.Ordinal) ? [.. IdxFiles.Labels(labels)]
            : head.Length == 4 ? [.. head, .. images[4..]] : head);
        folder.Write("train-labels-idx1-ubyte", IdxFiles.Labels(labels));
        string error = Assert.Throws<DatasetException>(() => Import(folder)).Message;
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Contains("train-images-idx3-ubyte", error, StringComparison.Ordinal);
    }

    [Fact]
    public void AFileThatIsMissingOrPackedOtherwiseIsNamed()
    {
        using var folder = new TemporaryFolder();
        IdxFiles.WritePair(folder, "train", IdxFiles.Counting(0, 4, 10));
        folder.Write("t10k-labels-idx1-ubyte.gz", IdxFiles.Labels(1, 2));
        Assert.Contains("'t10k-images-idx3-ubyte' or 't10k-images-idx3-ubyte.gz' is missing",
            Assert.Throws<DatasetException>(() => Import(folder)).Message, StringComparison.Ordinal);
        folder.Write("t10k-images-idx3-ubyte.xz", [1, 2, 3]);
        Assert.Contains("compressed as .xz, which is not read. Unpack it.",
            Assert.Throws<DatasetException>(() => Import(folder)).Message, StringComparison.Ordinal);
    }

    private static ImageNetDataset Import(TemporaryFolder folder, string? path = null, string? set = null) =>
        ImageNetImporter.Import(path ?? folder.Photos, new ImportOptions { CachePath = folder.Cache, SetName = set });
}
