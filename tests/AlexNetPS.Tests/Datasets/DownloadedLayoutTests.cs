using System.Globalization;
using System.IO.Compression;
using System.Text;
using AlexNetPS.Datasets;
using AlexNetPS.Imaging;
using AlexNetPS.Tests.Imaging;

namespace AlexNetPS.Tests.Datasets;

/// <summary>ImageNet and its relatives as they are downloaded, small.</summary>
public class DownloadedLayoutTests
{
    private const string Tench = "n01440764", Goldfish = "n01443537", Shark = "n01484850";

    [Fact]
    public void IlsvrcIsReadFromItsTarsAndDevkit()
    {
        using var folder = new TemporaryFolder();
        folder.Write("ILSVRC2012_img_train.tar", TarFile.Of(
            ($"{Shark}.tar", ClassTar(Shark, 3)), ($"{Tench}.tar", ClassTar(Tench, 4)),
            ($"{Goldfish}.tar", ClassTar(Goldfish, 2))));
        folder.Write("ILSVRC2012_img_val.tar",
            TarFile.Of(Enumerable.Range(1, 6).Select(i => (Val(i), DrawnImage.Jpeg(40, 30, (uint)i)))));
        folder.Write("ILSVRC2012_devkit_t12.tar.gz", Gzip(TarFile.Of(
            ("ILSVRC2012_devkit_t12/readme.txt", "read me"u8.ToArray()),
            ("ILSVRC2012_devkit_t12/data/meta.mat",
                MatFileWriter.Synsets((1, Shark, "great white shark, white shark"), (2, Tench, "tench, Tinca tinca"),
                    (3, Goldfish, "goldfish"))),
            ("ILSVRC2012_devkit_t12/data/ILSVRC2012_validation_ground_truth.txt", "2\n2\n1\n3\n3\n2\n"u8.ToArray()))));

        foreach (bool indexOnly in (bool[])[false, true])
        {
            ImageNetDataset dataset = Import(folder, new ImportOptions { IndexOnly = indexOnly });
            Assert.Equal([$"{Tench} tench", $"{Goldfish} goldfish", $"{Shark} great white shark"],
                dataset.Classes.Select(c => c.DisplayName));
            Assert.Equal([4, 2, 3], dataset.Classes.Select(c => c.Train));
            Assert.Equal([Tench, Tench, Shark, Goldfish, Goldfish, Tench],
                dataset.Validation.Samples.Select(s => s.Label));
            Assert.Contains("ILSVRC2012_img_val.tar", dataset.Layout, StringComparison.Ordinal);
            Assert.Empty(dataset.Warnings);
            Assert.Equal(folder.At($"ILSVRC2012_img_train.tar#{Tench}/{Tench}_0.JPEG"), dataset.Train.Samples[0].Path);

            // The image really is the member's.
            using var preparer = new ImagePreparer(16);
            byte[] buffer = [];
            Assert.Equal(preparer.Prepare(DrawnImage.Jpeg(40, 30, 4)).Pixels,
                dataset.Pixels.Read(dataset.Validation.Samples[3], ref buffer).Pixels);
        }

        Assert.Equal(0, CountingReaders.Import(folder.Photos, Small(folder)));
    }

    [Fact]
    public void TarsOfClassesAndAFlatValidationFolderAreRead()
    {
        using var folder = new TemporaryFolder();
        folder.Write($"train/{Tench}.tar", ClassTar(Tench, 3));
        folder.Write($"train/{Goldfish}.tar", ClassTar(Goldfish, 3));
        folder.Write("val/" + Val(1), DrawnImage.Jpeg(40, 30));
        folder.Write("val/" + Val(2), DrawnImage.Jpeg(40, 30));
        folder.Write("val/" + Val(3), DrawnImage.Jpeg(40, 30));
        folder.Write("imagenet_2012_validation_synset_labels.txt", Encoding.ASCII.GetBytes($"{Goldfish}\n{Shark}\n"));
        folder.Write("synset_words.txt",
            Encoding.UTF8.GetBytes($"{Tench} tench, Tinca tinca\n{Goldfish} goldfish, Carassius auratus\n"));
        ImageNetDataset dataset = Import(folder);
        Assert.Equal((6, 1), (dataset.Train.Count, dataset.Validation.Count));
        Assert.Equal("goldfish", dataset.Classes[1].Description);

        // One has a class that is not trained on, one has no label.
        Assert.Contains(dataset.Warnings, warning => warning.Contains(Shark, StringComparison.Ordinal));
        Assert.Contains("no label", Assert.Single(dataset.Skipped).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void OneTarAloneIsADataset()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("ILSVRC2012_img_train.tar",
            TarFile.Of(($"{Tench}.tar", ClassTar(Tench, 9)), ($"{Goldfish}.tar", ClassTar(Goldfish, 9))));
        ImageNetDataset dataset = ImageNetImporter.Import(path, Small(folder));
        Assert.Equal(18, dataset.Count);
        Assert.Equal("ILSVRC2012_img_train", dataset.Name);
        path = folder.Write("pets.tar",
            TarFile.Of(("pets/cat/1.jpg", DrawnImage.Jpeg(20, 20)), ("pets/dog/1.jpg", DrawnImage.Jpeg(20, 20))));
        Assert.Equal(["cat", "dog"], ImageNetImporter.Import(path, Small(folder)).Classes.Select(c => c.Name));
    }

    [Fact]
    public void NumbersWithoutADevkitAreRefusedWithWhatIsMissing()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass($"train/{Tench}", 2);
        folder.WriteClass($"train/{Goldfish}", 2);
        folder.Write("val/" + Val(1), DrawnImage.Jpeg(40, 30));
        Assert.Contains("LOC_val_solution.csv", Refusal(folder), StringComparison.Ordinal);
        folder.Write("val/ILSVRC2012_validation_ground_truth.txt", "490\n"u8.ToArray());
        Assert.Contains("devkit", Refusal(folder), StringComparison.Ordinal);
        folder.Write("meta.mat", "no mat"u8.ToArray());
        Assert.Contains("meta.mat", Refusal(folder), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ILSVRC/Data/CLS-LOC")]
    public void KagglesFoldersAreRead(string given)
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass($"ILSVRC/Data/CLS-LOC/train/{Tench}", 3);
        folder.WriteClass($"ILSVRC/Data/CLS-LOC/train/{Goldfish}", 3);
        folder.Write($"ILSVRC/Data/CLS-LOC/val/{Val(1)}", DrawnImage.Jpeg(40, 30));
        folder.Write($"ILSVRC/Data/CLS-LOC/val/{Val(2)}", DrawnImage.Jpeg(40, 30));
        folder.Write("ILSVRC/Data/CLS-LOC/test/ILSVRC2012_test_00000001.JPEG", DrawnImage.Jpeg(40, 30));
        folder.Write("ILSVRC/Annotations/note.txt", [1]);
        folder.Write("LOC_val_solution.csv",
            Encoding.ASCII.GetBytes($"ImageId,PredictionString\nILSVRC2012_val_00000002,{Tench} 1 2 3 4 {Tench} 5 6 7 "
                + $"8 \nILSVRC2012_val_00000001,{Goldfish} 1 2 3 4 \n"));
        folder.Write("LOC_synset_mapping.txt",
            Encoding.UTF8.GetBytes($"{Tench} tench, Tinca tinca\n{Goldfish} goldfish, Carassius auratus\n"));
        ImageNetDataset dataset = ImageNetImporter.Import(folder.At(given.Split('/')), Small(folder));
        Assert.Equal([Goldfish, Tench], dataset.Validation.Samples.Select(s => s.Label));
        Assert.Equal((6, 2, 0), (dataset.Train.Count, dataset.Validation.Count, dataset.Test.Count));
        Assert.Equal([$"{Tench} tench", $"{Goldfish} goldfish"], dataset.Classes.Select(c => c.ToString()));
        Assert.Contains("test", Assert.Single(dataset.Warnings), StringComparison.Ordinal);
        Assert.Contains("Kaggle", dataset.Layout, StringComparison.Ordinal);
    }

    [Fact]
    public void TinyImageNetIsRead()
    {
        using var folder = new TemporaryFolder();
        foreach (string synset in (string[])[Tench, Goldfish])
        {
            for (int i = 0; i < 3; i++)
                folder.Write($"train/{synset}/images/{synset}_{i}.JPEG", DrawnImage.Jpeg(64, 64, (uint)i));
            folder.Write($"train/{synset}/{synset}_boxes.txt", "n_0.JPEG\t0\t10\t63\t58\n"u8.ToArray());
        }

        folder.Write("val/images/val_0.JPEG", DrawnImage.Jpeg(64, 64));
        folder.Write("val/images/val_1.JPEG", DrawnImage.Jpeg(64, 64));
        folder.Write("val/val_annotations.txt",
            Encoding.ASCII.GetBytes($"val_0.JPEG\t{Goldfish}\t0\t32\t44\t62\nval_1.JPEG\t{Tench}\t52\t55\t57\t59\n"));
        folder.Write("test/images/test_0.JPEG", DrawnImage.Jpeg(64, 64));
        folder.Write("wnids.txt", Encoding.ASCII.GetBytes($"{Tench}\n{Goldfish}\n"));
        folder.Write("words.txt",
            Encoding.ASCII.GetBytes(
                $"n00001740\tentity\n{Goldfish}\tgoldfish, Carassius auratus\n{Tench}\ttench, Tinca tinca\n"));
        ImageNetDataset dataset = Import(folder);
        Assert.Equal((6, 2, 0, 0),
            (dataset.Train.Count, dataset.Validation.Count, dataset.Test.Count, dataset.Skipped.Count));
        Assert.Equal([Goldfish, Tench], dataset.Validation.Samples.Select(s => s.Label));
        Assert.Equal(["tench", "goldfish"], dataset.Classes.Select(c => c.Description));
        Assert.Equal("tiny-imagenet", dataset.Layout);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Cifar10IsRead(bool packed)
    {
        using var folder = new TemporaryFolder();
        List<(string Name, byte[] Content)> files = [];
        for (int batch = 1; batch <= 5; batch++)
            files.Add(($"cifar-10-batches-bin/data_batch_{batch}.bin", Batch(20, 1, batch)));
        files.Add(("cifar-10-batches-bin/test_batch.bin", Batch(10, 1, 9)));
        files.Add(("cifar-10-batches-bin/batches.meta.txt",
            "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n"u8.ToArray()));
        if (packed)
            folder.Write("cifar-10-binary.tar.gz", Gzip(TarFile.Of(files)));
        foreach ((string name, byte[] content) in packed ? [] : files)
            folder.Write(name, content);

        foreach (bool indexOnly in (bool[])[false, true])
        {
            ImageNetDataset dataset = Import(folder, new ImportOptions { IndexOnly = indexOnly });
            Assert.Equal((100, 10, 3), (dataset.Train.Count, dataset.Validation.Count, dataset.Channels));
            ImageSample sample = dataset.Train.Samples[23];
            Assert.EndsWith("data_batch_2.bin#00003", sample.Path, StringComparison.Ordinal);
            Assert.Equal((3, "cat"), (sample.LabelIndex, sample.Label));
            byte[] buffer = [];
            PixelView view = dataset.Pixels.Read(sample, ref buffer);
            Assert.Equal((32, 32, 3), (view.Width, view.Height, view.Channels));
            Assert.Equal([2, 3, 33, 2, 3, 33], view.Pixels[..6].ToArray());
        }

        Assert.Equal(0, CountingReaders.Import(folder.Photos, Small(folder)));
    }

    [Fact]
    public void Cifar100TakesTheFineLabels()
    {
        using var folder = new TemporaryFolder();
        folder.Write("train.bin", Batch(200, 2, 1));
        folder.Write("test.bin", Batch(100, 2, 2));
        folder.Write("fine_label_names.txt",
            Encoding.ASCII.GetBytes(string.Concat(
                Enumerable.Range(0, 100).Select(i => string.Create(CultureInfo.InvariantCulture, $"class {i}\n")))));
        ImageNetDataset dataset = Import(folder);
        Assert.Equal((200, 100, 100), (dataset.Train.Count, dataset.Validation.Count, dataset.Classes.Count));
        Assert.Equal("class 57", dataset.Train.Samples[57].Label);
        folder.Write("train.bin", Batch(200, 2, 1)[..5000]);
        Assert.Contains("train.bin", Refusal(folder), StringComparison.Ordinal);
    }

    [Fact]
    public void AGivenTableNamesAnyClass()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("cat", 2);
        folder.WriteClass("dog", 2);
        string table = Path.Combine(folder.Root, "names.txt");
        File.WriteAllText(table, "cat\tFelis catus, the house cat\nhorse\tEquus\n");
        ImageNetDataset dataset = Import(folder, new ImportOptions { ClassNamePath = table });
        Assert.Equal(["Felis catus, the house cat", null], dataset.Classes.Select(c => c.Description));
        Assert.Contains(dataset.Warnings, warning => warning.Contains("dog", StringComparison.Ordinal));
        Assert.Equal("cat Felis catus, the house cat", ImageNetDataset.Open(dataset.StorePath!).Classes[0].DisplayName);

        // Names can be taken on and off without decoding anything.
        Assert.Equal(["cat", "dog"], Import(folder).Classes.Select(c => c.DisplayName));
        File.WriteAllText(table, "horse\tEquus\n");
        Assert.Contains("names none",
            Assert.Throws<DatasetException>(() => Import(folder, new ImportOptions { ClassNamePath = table })).Message,
            StringComparison.Ordinal);
        File.WriteAllText(Path.ChangeExtension(table, ".json"), """{"0": ["cat", "a_cat"], "1": ["dog", "a_dog"]}""");
        Assert.Equal(["a cat", "a dog"],
            Import(folder, new ImportOptions { ClassNamePath = Path.ChangeExtension(table, ".json") }).Classes.Select(
                c => c.Description));
    }

    private static byte[] ClassTar(string synset, int count) =>
        TarFile.Of(Enumerable.Range(0, count)
            .Select(i => ($"{synset}_{i}.JPEG", DrawnImage.Jpeg(40, 30, (uint)(100 + i)))));

    private static string Val(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"ILSVRC2012_val_{number:D8}.JPEG");

    /// <summary>Red is the batch, green the image, blue the image and 30.</summary>
    private static byte[] Batch(int count, int labels, int batch)
    {
        byte[] data = new byte[count * (labels + 3072)];
        for (int i = 0; i < count; i++)
        {
            Span<byte> record = data.AsSpan(i * (labels + 3072), labels + 3072);
            record[labels - 1] = (byte)(i % (labels == 1 ? 10 : 100));
            record.Slice(labels, 1024).Fill((byte)batch);
            record.Slice(labels + 1024, 1024).Fill((byte)i);
            record.Slice(labels + 2048, 1024).Fill((byte)(i + 30));
        }

        return data;
    }

    private static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(content);
        return packed.ToArray();
    }

    private static ImportOptions Small(TemporaryFolder folder) => new() { CachePath = folder.Cache, ImageSize = 16 };

    private static ImageNetDataset Import(TemporaryFolder folder, ImportOptions? options = null) =>
        ImageNetImporter.Import(folder.Photos,
            (options ?? new ImportOptions()) with { CachePath = folder.Cache, ImageSize = 16 });

    private static string Refusal(TemporaryFolder folder) =>
        Assert.Throws<DatasetException>(() => Import(folder)).Message;
}
