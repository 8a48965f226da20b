using System.Buffers.Binary;
using System.Text;
using AlexNetPS.Datasets;

namespace AlexNetPS.Tests.Datasets;

/// <summary>CIFAR in its versions, whole and with missing or damaged batches.</summary>
public class CifarSetTests
{
    private static readonly string[] _names =
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void ThePicklesForPythonAreReadAsTheBinaryVersionIs(bool packed, bool asPython3)
    {
        using var folder = new TemporaryFolder();
        List<(string Name, byte[] Content)> files = [("cifar-10-batches-py/batches.meta", Names(asPython3))];
        for (int batch = 1; batch <= 6; batch++)
        {
            files.Add(($"cifar-10-batches-py/{(batch == 6 ? "test_batch" : $"data_batch_{batch}")}",
                Pickled(CifarBatch.Of(20, CifarBatch.Varied), asPython3)));
        }

        if (packed)
            folder.Write("cifar-10-python.tar.gz", IdxFiles.Gzip(TarFile.Of(files)));
        else
            files.ForEach(file => folder.Write(file.Name, file.Content));
        ImageNetDataset dataset = Import(folder);
        Assert.Equal((100, 20), (dataset.Train.Count, dataset.Validation.Count));
        Assert.Equal(_names, dataset.Classes.Select(c => c.Name));
        Assert.Empty(dataset.Warnings);

        using var binary = new TemporaryFolder();
        for (int batch = 1; batch <= 6; batch++)
        {
            binary.Write(batch == 6 ? "test_batch.bin" : $"data_batch_{batch}.bin",
                CifarBatch.Of(20, CifarBatch.Varied));
        }

        ImageNetDataset other = Import(binary);
        byte[] buffer = [], otherBuffer = [];
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(other.Train.Samples[i].LabelIndex, dataset.Train.Samples[i].LabelIndex);
            Assert.Equal(other.Pixels.Read(other.Train.Samples[i], ref otherBuffer).Pixels,
                dataset.Pixels.Read(dataset.Train.Samples[i], ref buffer).Pixels);
        }
    }

    [Fact]
    public void Cifar100ForPythonTakesTheFineLabels()
    {
        using var folder = new TemporaryFolder();
        byte[] records = CifarBatch.Of(20, CifarBatch.Varied);
        folder.Write("cifar-100-python/train", Pickled(records, false, "fine_labels"));
        folder.Write("cifar-100-python/test", Pickled(records, false, "fine_labels"));
        folder.Write("cifar-100-python/meta", Dictionary(
            ("fine_label_names", List([.. Enumerable.Range(0, 100).Select(i => Text($"fine{i:D2}"))])),
            ("coarse_label_names", List([Text("coarse")]))));
        ImageNetDataset dataset = Import(folder);
        Assert.Equal((20, 20), (dataset.Train.Count, dataset.Validation.Count));
        Assert.Equal("fine07", dataset.Train.Samples[7].Label);
        Assert.Equal(20, Import(folder, folder.At("cifar-100-python")).Train.Count);
    }

    [Fact]
    public void NothingInAPickleIsRun()
    {
        using var folder = new TemporaryFolder();
        string mark = folder.At("was-run");
        folder.Write("data_batch_1",
            [0x80, 2, .. Encoding.ASCII.GetBytes($"cposix\nsystem\nX"), .. Length($"touch {mark}"), 0x85, (byte)'R', (byte)'.']);
        string error = Assert.Throws<DatasetException>(() => Import(folder)).Message;
        Assert.Contains("'data_batch_1' in", error, StringComparison.Ordinal);
        Assert.False(File.Exists(mark));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void MissingBatchesAreNamed(bool packed)
    {
        using var folder = new TemporaryFolder();
        Write(1, 3, 6);
        string warning = Assert.Single(Import(folder).Warnings);
        Assert.Contains("3 of the 6 batches of CIFAR-10: data_batch_2.bin, data_batch_4.bin, data_batch_5.bin are missing",
            warning, StringComparison.Ordinal);

        Write(1, 2, 3, 4, 5);
        ImageNetDataset dataset = Import(folder);
        Assert.Contains("test_batch.bin is missing, so the held-out images are drawn", Assert.Single(dataset.Warnings),
            StringComparison.Ordinal);

        void Write(params int[] batches)
        {
            (string Name, byte[] Content)[] files = [.. batches.Select(batch => (
                batch == 6 ? "test_batch.bin" : $"data_batch_{batch}.bin", CifarBatch.Of(30, CifarBatch.Varied)))];
            if (Directory.Exists(folder.Photos))
                Directory.Delete(folder.Photos, recursive: true);
            if (packed)
                folder.Write("cifar-10-binary.tar.gz", IdxFiles.Gzip(TarFile.Of(files)));
            else
                files.ToList().ForEach(file => folder.Write(file.Name, file.Content));
        }
    }

    [Fact]
    public void AnArchiveIsReadToItsChecksum()
    {
        using var folder = new TemporaryFolder();
        byte[] packed = IdxFiles.Gzip(TarFile.Of(("cifar-10-batches-bin/data_batch_1.bin",
            CifarBatch.Of(30, CifarBatch.Varied))));
        byte[] wrong = [.. packed];
        wrong[^6] ^= 4;
        foreach (byte[] damaged in (byte[][])[wrong, packed[..^1], packed[..^8], packed[..^9], packed[..(packed.Length / 2)]])
        {
            folder.Write("cifar-10-binary.tar.gz", damaged);
            Assert.Contains("cifar-10-binary.tar.gz' is damaged",
                Assert.Throws<DatasetException>(() => Import(folder)).Message, StringComparison.Ordinal);
        }

        folder.Write("cifar-10-binary.tar.gz", packed);
        Assert.Equal(30, Import(folder).Count);
    }

    [Theory]
    [InlineData(20, 19, "19 labels and 61,440 bytes of images")]
    [InlineData(20, 0, "0 labels")]
    public void APickleThatDoesNotFitIsNamed(int images, int labels, string expected)
    {
        using var folder = new TemporaryFolder();
        folder.Write("data_batch_1", Dictionary(
            ("data", Array(CifarBatch.Of(images, CifarBatch.Varied).Chunk(3073).SelectMany(row => row[1..]).ToArray(), false)),
            ("labels", List([.. Enumerable.Repeat((byte[])[(byte)'K', 1], labels)]))));
        string error = Assert.Throws<DatasetException>(() => Import(folder)).Message;
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Contains("'data_batch_1' in", error, StringComparison.Ordinal);
    }

    private static ImageNetDataset Import(TemporaryFolder folder, string? path = null) =>
        ImageNetImporter.Import(path ?? folder.Photos, new ImportOptions { CachePath = folder.Cache });

    // Records of CIFAR-10 as Python 2 pickled them, or as Python 3 does with protocol 2.
    private static byte[] Pickled(byte[] records, bool asPython3, string key = "labels")
    {
        byte[][] rows = [.. records.Chunk(3073)];
        return Dictionary(
            ("batch_label", Text("training batch 1 of 5")),
            (key, List([.. rows.Select(row => (byte[])[(byte)'K', row[0]])])),
            ("data", Array([.. rows.SelectMany(row => row[1..])], asPython3)),
            ("filenames", List([.. Enumerable.Range(0, rows.Length).Select(i => Text($"camion_s_{i:D6}.png"))])));
    }

    private static byte[] Names(bool asPython3) => Dictionary(
        ("num_cases_per_batch", [(byte)'M', 0x10, 0x27]),
        ("label_names", List([.. _names.Select(name => asPython3 ? Encoded(name) : Text(name))])),
        ("num_vis", [(byte)'M', 0x00, 0x0C]));

    private static byte[] Dictionary(params (string Key, byte[] Value)[] entries) =>
        [0x80, 2, (byte)'}', (byte)'(', .. entries.SelectMany(entry => (byte[])[.. Text(entry.Key), .. entry.Value]),
            (byte)'u', (byte)'.'];

    private static byte[] List(params byte[][] items) => [(byte)']', (byte)'(', .. items.SelectMany(item => item), (byte)'e'];

    /// <summary>A string of Python 2: one byte for each character.</summary>
    private static byte[] Text(string text) => [(byte)'U', (byte)text.Length, .. Encoding.Latin1.GetBytes(text)];

    /// <summary>_codecs.encode(text, 'latin1')</summary>
    private static byte[] Encoded(string text) => Encoded(Encoding.Latin1.GetBytes(text));

    private static byte[] Encoded(byte[] bytes) => [.. "c_codecs\nencode\n"u8, (byte)'X', .. Length(Encoding.Latin1.GetString(bytes)),
        (byte)'X', .. Length("latin1"), 0x86, (byte)'R'];

    private static byte[] Length(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text), length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, utf8.Length);
        return [.. length, .. utf8];
    }

    private static byte[] Array(byte[] values, bool asPython3)
    {
        byte[] length = new byte[4], rows = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, values.Length);
        BinaryPrimitives.WriteInt32LittleEndian(rows, values.Length / 3072);
        return [.. "cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\n"u8, (byte)'K', 0, 0x85, .. Text("b"), 0x87, (byte)'R',
            (byte)'(', (byte)'K', 1, (byte)'J', .. rows, (byte)'M', 0x00, 0x0C, 0x86,
            .. "cnumpy\ndtype\n"u8, .. Text("u1"), (byte)'K', 0, (byte)'K', 1, 0x87, (byte)'R',
            (byte)'(', (byte)'K', 3, .. Text("|"), .. "NNNJ"u8, 255, 255, 255, 255, (byte)'J', 255, 255, 255, 255, (byte)'K', 0,
            (byte)'t', (byte)'b', 0x89,
            .. (asPython3 ? Encoded(values) : (byte[])[(byte)'T', .. length, .. values]), (byte)'t', (byte)'b'];
    }
}
