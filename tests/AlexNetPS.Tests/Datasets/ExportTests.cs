using System.Diagnostics;
using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text.Json;
using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Export;
using AlexNetPS.Formats.Files;
using AlexNetPS.Tests.Imaging;
using Parquet;
using Parquet.Schema;

namespace AlexNetPS.Tests.Datasets;

public class ExportTests
{
    public static TheoryData<ExportFormat> Formats { get; } = [.. Enum.GetValues<ExportFormat>()];

    public static TheoryData<ExportFormat> FolderFormats { get; } =
        [.. Enum.GetValues<ExportFormat>().Where(format => format != ExportFormat.Csv)];

    [Theory]
    [MemberData(nameof(Formats))]
    public void AnExportIsImportedWithTheSameLabelsSplitsAndBytes(ExportFormat format)
    {
        using var folder = new TemporaryFolder();
        ImageNetDataset dataset = Dataset(folder);
        ExportedDataset written = Export(folder, dataset, format);
        Assert.Equal((dataset.Count, 3), (written.Count, written.Classes));
        Assert.Equal((dataset.Train.Count, dataset.Validation.Count, dataset.Test.Count),
            (written.Train, written.Validation, written.Test));
        ImageNetDataset read = ImageNetImporter.Import(written.Path, Options(folder));
        Assert.Equal(Contents(dataset), Contents(read));
        Assert.Equal(dataset.Classes.Select(c => c.Name), read.Classes.Select(c => c.Name));
        Assert.Empty(read.Skipped);
    }

    [Theory]
    [MemberData(nameof(FolderFormats))]
    public void EqualExportsHaveEqualBytes(ExportFormat format)
    {
        using var folder = new TemporaryFolder();
        ImageNetDataset dataset = Dataset(folder);
        byte[][] Contents(ExportedDataset written) => [.. Directory
            .EnumerateFiles(written.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
        byte[][] first = Contents(Export(folder, dataset, format));
        // An earlier export is replaced, and what a killed one left goes.
        Directory.CreateDirectory(TemporaryName.Beside(Path.Combine(folder.Root, $"export-{format}")));
        byte[][] second = Contents(Export(folder, dataset, format));
        Assert.Equal(first, second);
        Assert.Empty(Directory.EnumerateDirectories(folder.Root, "*.tmp"));
    }

    [Theory]
    [MemberData(nameof(FolderFormats))]
    public void ClassNamesThatNoFolderCanHaveComeBack(ExportFormat format)
    {
        using var folder = new TemporaryFolder();
        string[] classes = ["a/b: c", "CON", "Cat", "cat", "cat.", "thumbs", "..", "x.jpg", "tür"];
        for (int i = 0; i < classes.Length; i++)
            folder.WriteClass($"files/{i}", 2, seed: (uint)(100 * i));
        folder.Write("list.csv", System.Text.Encoding.UTF8.GetBytes("path,label\n" + string.Concat(classes.SelectMany((name, i) =>
            Enumerable.Range(0, 2).Select(j => $"files/{i}/{j:D3}.jpg,\"{name}\"\n")))));
        ImageNetDataset dataset = ImageNetImporter.Import(folder.At("list.csv"), Options(folder) with { ValidationFraction = 0.5 });
        ExportedDataset written = Export(folder, dataset, format);
        ImageNetDataset read = ImageNetImporter.Import(written.Path, Options(folder));
        Assert.Equal(Contents(dataset), Contents(read));
        if (format != ExportFormat.ImageFolder)
            return;
        string[] folders = [.. Directory.EnumerateDirectories(Path.Combine(written.Path, "train")).Select(path => Path.GetFileName(path))];
        Assert.Equal(classes.Length, folders.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Contains("a_b_ c", folders);
        Assert.Contains("_CON", folders);
        Assert.Contains("Cat", folders);
        Assert.Equal(7, written.Renamed);
        using JsonDocument info = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(written.Path, "dataset_info.json")));
        Assert.Equal("a_b_ c", info.RootElement.GetProperty("alexnetps").GetProperty("renamed").GetProperty("a/b: c").GetString());
    }

    [Theory]
    [MemberData(nameof(FolderFormats))]
    public void MembersOfATarAndRowsOfParquetAreCopied(ExportFormat format)
    {
        using var folder = new TemporaryFolder();
        folder.Write("train-000000.tar", TarFile.Of(Enumerable.Range(0, 6).SelectMany(i => ((string, byte[])[])
            [($"{i}.jpg", DrawnImage.Jpeg(20, 20, (uint)i)), ($"{i}.cls", [(byte)('0' + i % 2)])])));
        ImageNetDataset tar = ImageNetImporter.Import(folder.Photos, Options(folder) with { ValidationFraction = 0.3 });
        ExportedDataset parquet = DatasetExporter.Export(Selection(tar), new ExportOptions
        {
            Format = ExportFormat.Parquet,
            OutputPath = Path.Combine(folder.Root, "between"),
        });
        ImageNetDataset rows = ImageNetImporter.Import(parquet.Path, Options(folder));
        ImageNetDataset read = ImageNetImporter.Import(Export(folder, rows, format).Path, Options(folder));
        Assert.Equal(Contents(tar), Contents(read));
    }

    [Fact]
    public void ShardsAreAtMostOfTheirSizeAndNumbered()
    {
        using var folder = new TemporaryFolder();
        ImageNetDataset dataset = Dataset(folder);
        ExportedDataset tars = Export(folder, dataset, ExportFormat.WebDataset, shardSize: 12_000);
        Assert.All(tars.Files, file => Assert.InRange(new FileInfo(file).Length, 1, 12_000));
        Assert.Equal(["train-000000.tar", "train-000001.tar"], tars.Files.Take(2).Select(file => Path.GetFileName(file)));
        Assert.Contains(tars.Files, file => file.EndsWith("validation-000000.tar", StringComparison.Ordinal));
        ExportedDataset rows = Export(folder, dataset, ExportFormat.Parquet, shardSize: 8_000);
        string[] train = [.. rows.Files.Select(file => Path.GetFileName(file))
            .Where(name => name.StartsWith("train-", StringComparison.Ordinal))];
        Assert.InRange(train.Length, 2, 20);
        Assert.Equal(Enumerable.Range(0, train.Length).Select(i => $"train-{i:D5}-of-{train.Length:D5}.parquet"), train);
        Assert.Equal(Contents(dataset), Contents(ImageNetImporter.Import(rows.Path, Options(folder))));
    }

    [Fact]
    public async Task ParquetNetReadsWhatIsWritten()
    {
        using var folder = new TemporaryFolder();
        ImageNetDataset dataset = Dataset(folder);
        ExportedDataset written = Export(folder, dataset, ExportFormat.Parquet);
        string path = written.Files.Single(file => Path.GetFileName(file).StartsWith("train-", StringComparison.Ordinal));
        await using ParquetReader reader = await ParquetReader.CreateAsync(path);
        DataField[] fields = reader.Schema.GetDataFields();
        Assert.Equal(["image/bytes", "image/path", "label", "source_path"], fields.Select(field => field.Path.ToString()));
        using ParquetRowGroupReader group = reader.OpenRowGroupReader(0);
        int rows = (int)group.RowCount;
        byte[]?[] bytes = new byte[rows][];
        string?[] paths = new string[rows];
        long?[] labels = new long?[rows];
        await group.ReadAsync(fields[0], bytes.AsMemory());
        await group.ReadAsync(fields[1], paths.AsMemory());
        await group.ReadAsync<long>(fields[2], labels.AsMemory());
        Assert.Equal(dataset.Train.Samples.Select(sample => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(sample.Path)))),
            bytes.Select(image => Convert.ToHexString(SHA256.HashData(image!))));
        Assert.Equal(dataset.Train.Samples.Select(sample => (long?)sample.LabelIndex), labels);
        Assert.All(paths, name => Assert.EndsWith(".jpg", name, StringComparison.Ordinal));
        using JsonDocument metadata = JsonDocument.Parse(reader.CustomMetadata["huggingface"]);
        JsonElement label = metadata.RootElement.GetProperty("info").GetProperty("features").GetProperty("label");
        Assert.Equal("ClassLabel", label.GetProperty("_type").GetString());
        Assert.Equal(["daisy", "rose", "tulip"], label.GetProperty("names").EnumerateArray().Select(name => name.GetString()));
    }

    [Fact]
    public void PythonReadsFoldersTarsAndLists()
    {
        string python = PeerPython.Require("csv", "json", "tarfile", "hashlib");
        using var folder = new TemporaryFolder();
        ImageNetDataset dataset = Dataset(folder);
        string expected = string.Join('\n', dataset.Images.Select(image => $"{NameOf(image.Split)} {image.Sample.Label} "
            + Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(image.Sample.Path)))).Order(StringComparer.Ordinal));
        foreach (ExportFormat format in (ExportFormat[])[ExportFormat.ImageFolder, ExportFormat.WebDataset, ExportFormat.Csv])
        {
            ExportedDataset written = Export(folder, dataset, format);
            using Process process = Process.Start(new ProcessStartInfo(python,
                [Path.Combine(RepositoryFolder(), "tests", "peers", "read_export.py"), written.Path])
            { RedirectStandardOutput = true })!;
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
            Assert.Equal(expected, output.ReplaceLineEndings("\n").Trim());
        }

        static string NameOf(SplitName split) => split.ToString().ToLowerInvariant();
    }

    [Theory]
    [InlineData(ExportFormat.Parquet)]
    [InlineData(ExportFormat.Csv)]
    public void ColumnsOfAListComeBack(ExportFormat format)
    {
        using var folder = new TemporaryFolder();
        ImageNetDataset dataset = List(folder);
        ExportedDataset written = Export(folder, dataset, format);
        ImageNetDataset read = ImageNetImporter.Import(written.Path, Options(folder) with { IndexOnly = true });
        Assert.Equal(["p0", "p1", "p2", "p3", "p0", "p1", "p2", "p3"],
            read.Images.OrderBy(image => image.Sample.Properties["number"]).Select(image => image.Sample.Properties["patient"]));
        // The column "image" of the list has the name of one of the export.
        Assert.Equal("x, \"y\"", read.Train.Samples[0].Properties["image_2"]);
        ExportedDataset again = DatasetExporter.Export(Selection(read), new()
        {
            Format = ExportFormat.ImageFolder,
            OutputPath = Path.Combine(folder.Root, "again"),
        });
        string[] lines = File.ReadAllLines(again.Files[0]);
        Assert.Equal("file_name,label,source_path,patient,number,image_2", lines[0]);
        Assert.Contains(",p0,0,", string.Join('\n', lines), StringComparison.Ordinal);
        if (format == ExportFormat.Parquet)
            Assert.Contains(",a/0.jpg,p0,", string.Join('\n', lines), StringComparison.Ordinal);
    }

    [Fact]
    public void ColumnsOfAListAreInTarsAndMetadata()
    {
        using var folder = new TemporaryFolder();
        ImageNetDataset dataset = List(folder);
        using var tar = new TarReader(File.OpenRead(Export(folder, dataset, ExportFormat.WebDataset).Files[0]));
        while (tar.GetNextEntry() is { } entry)
        {
            if (!entry.Name.EndsWith(".json", StringComparison.Ordinal))
                continue;
            using JsonDocument facts = JsonDocument.Parse(entry.DataStream!);
            Assert.StartsWith("p", facts.RootElement.GetProperty("patient").GetString(), StringComparison.Ordinal);
            Assert.Equal("x, \"y\"", facts.RootElement.GetProperty("image_2").GetString());
        }
    }

    private static ImageNetDataset List(TemporaryFolder folder)
    {
        var rows = new System.Text.StringBuilder("path,label,patient,number,image\n");
        for (int i = 0; i < 8; i++)
        {
            folder.Write($"{"ab"[i / 4]}/{i}.jpg", DrawnImage.Jpeg(20, 20, (uint)i));
            rows.Append(System.Globalization.CultureInfo.InvariantCulture,
                $"{"ab"[i / 4]}/{i}.jpg,{"ab"[i / 4]},p{i % 4},{i},\"x, \"\"y\"\"\"\n");
        }

        folder.Write("list.csv", System.Text.Encoding.UTF8.GetBytes(rows.ToString()));
        return ImageNetImporter.Import(folder.At("list.csv"), Options(folder) with { ValidationFraction = 0 });
    }

    [Fact]
    public void ASelectionHasTheSplitsOfItsDataset()
    {
        using var folder = new TemporaryFolder();
        ImageNetDataset dataset = Dataset(folder);
        var selection = new ExportSelection();
        foreach ((SplitName split, ImageSample sample) in dataset.Images.Where(image => image.Sample.Label != "rose"))
            selection.Add(sample, split, dataset);
        // The same again changes nothing.
        selection.Add(dataset.Train.Samples[0], SplitName.Train, dataset);
        Assert.Equal(dataset.Images.Count(image => image.Sample.Label != "rose"), selection.Count);
        string message = Assert.Throws<DatasetException>(() => selection.Add(dataset.Train.Samples[0], SplitName.Test)).Message;
        Assert.Contains("selected twice", message, StringComparison.Ordinal);
        ExportedDataset written = DatasetExporter.Export(selection, new() { OutputPath = Path.Combine(folder.Root, "out") });
        ImageNetDataset read = ImageNetImporter.Import(written.Path, Options(folder));
        Assert.Equal(["daisy", "tulip"], read.Classes.Select(c => c.Name));
        Assert.Equal((written.Train, written.Validation, written.Test), (read.Train.Count, read.Validation.Count, read.Test.Count));
    }

    [Theory]
    [InlineData(PreparedImages.Png)]
    [InlineData(PreparedImages.Jpeg)]
    public void PreparedImagesAreWritten(PreparedImages prepared)
    {
        using var folder = new TemporaryFolder();
        ImageNetDataset dataset = Dataset(folder);
        // They need no source any more.
        Directory.Delete(folder.At("train"), true);
        var options = new ExportOptions
        {
            Format = ExportFormat.WebDataset,
            OutputPath = Path.Combine(folder.Root, "out"),
            Prepared = prepared,
        };
        ImageNetDataset read = ImageNetImporter.Import(DatasetExporter.Export(Selection(dataset), options).Path, Options(folder));
        Assert.Equal(dataset.Images.Select(image => (image.Split, image.Sample.Label)).Order(),
            read.Images.Select(image => (image.Split, image.Sample.Label)).Order());
        if (prepared == PreparedImages.Jpeg)
            return;
        byte[] one = [], other = [];
        Assert.All(dataset.Train.Samples.Zip(read.Train.Samples), pair =>
            Assert.Equal(dataset.Pixels.Read(pair.First, ref one).Pixels, read.Pixels.Read(pair.Second, ref other).Pixels));
    }

    [Fact]
    public void ImagesWithoutFilesBecomePng()
    {
        using var folder = new TemporaryFolder();
        folder.Write("data_batch_1.bin", CifarBatch.Of(20, CifarBatch.Varied));
        ImageNetDataset dataset = ImageNetImporter.Import(folder.Photos, Options(folder) with { ValidationFraction = 0 });
        ExportedDataset written = Export(folder, dataset, ExportFormat.ImageFolder);
        Assert.Equal(dataset.Count, Directory.EnumerateFiles(written.Path, "*.png", SearchOption.AllDirectories).Count());
    }

    [Fact]
    public void AChangedOrMissingFileIsAnErrorAndLeavesNothing()
    {
        using var folder = new TemporaryFolder();
        ImageNetDataset dataset = Dataset(folder);
        ImageSample sample = dataset.Train.Samples[^1];
        File.WriteAllBytes(sample.Path, DrawnImage.Jpeg(48, 36, 999));
        string message = Assert.Throws<DatasetException>(() => Export(folder, dataset, ExportFormat.Parquet)).Message;
        Assert.Contains($"'{sample.Path}' has changed", message, StringComparison.Ordinal);
        File.Delete(sample.Path);
        foreach (ExportFormat format in Enum.GetValues<ExportFormat>())
        {
            message = Assert.Throws<DatasetException>(() => Export(folder, dataset, format)).Message;
            Assert.Contains(sample.Path, message, StringComparison.Ordinal);
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Root, "export*"));
    }

    [Fact]
    public void ACanceledExportLeavesThePreviousOne()
    {
        using var folder = new TemporaryFolder();
        ImageNetDataset dataset = Dataset(folder);
        ExportedDataset written = Export(folder, dataset, ExportFormat.ImageFolder);
        DateTime time = File.GetLastWriteTimeUtc(written.Files[0]);
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => DatasetExporter.Export(Selection(dataset),
            new() { OutputPath = written.Path }, null, stop.Token));
        Assert.Equal(time, File.GetLastWriteTimeUtc(written.Files[0]));
        Assert.Single(Directory.EnumerateFileSystemEntries(folder.Root, "export*"));
    }

    [Fact]
    public void FoldersOfOthersAreNeverReplaced()
    {
        using var folder = new TemporaryFolder();
        ImageNetDataset dataset = Dataset(folder);
        string others = Directory.CreateDirectory(Path.Combine(folder.Root, "mine")).FullName;
        File.WriteAllText(Path.Combine(others, "thesis.txt"), "work of years");
        string message = Assert.Throws<DatasetException>(
            () => DatasetExporter.Export(Selection(dataset), new() { OutputPath = others })).Message;
        Assert.Contains("no export of this module", message, StringComparison.Ordinal);
        message = Assert.Throws<DatasetException>(
            () => DatasetExporter.Export(Selection(dataset), new() { OutputPath = folder.At("train", "export") })).Message;
        Assert.Contains("inside the images' own folder", message, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(others, "thesis.txt")));
    }

    [Fact]
    public void ALabelThatOneFolderCannotHaveIsFoundAtTheEndOfALongList()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("a", 80);
        folder.WriteClass("b_c", 80, seed: 500);
        IEnumerable<string> rows = ((string[])["a", "b_c"])
            .SelectMany(name => Enumerable.Range(0, 80).Select(i => $"{name}/{i:D3}.jpg,{name.Replace('_', '/')}\n"));
        folder.Write("metadata.csv", System.Text.Encoding.UTF8.GetBytes("file_name,label\n" + string.Concat(rows)));
        ImageNetDataset dataset = ImageNetImporter.Import(folder.Photos, Options(folder) with { IndexOnly = true });
        Assert.Equal(["a", "b/c"], dataset.Classes.Select(c => c.Name));
    }

    private static ImageNetDataset Dataset(TemporaryFolder folder)
    {
        folder.WriteClass("train/daisy", 5);
        folder.WriteClass("train/rose", 4, seed: 20);
        folder.WriteClass("train/tulip/deep", 3, seed: 40);
        // The same name again in one class.
        folder.Write("train/tulip/000.jpg", DrawnImage.Jpeg(30, 30, 77));
        folder.WriteClass("val/daisy", 2, seed: 50);
        folder.WriteClass("val/rose", 1, seed: 60);
        folder.WriteClass("test/tulip", 2, seed: 70);
        return ImageNetImporter.Import(folder.Photos, Options(folder));
    }

    private static ExportedDataset Export(TemporaryFolder folder, ImageNetDataset dataset, ExportFormat format,
        long shardSize = 256 << 20) => DatasetExporter.Export(Selection(dataset), new ExportOptions
        {
            Format = format,
            OutputPath = Path.Combine(folder.Root, format == ExportFormat.Csv ? "export.csv" : $"export-{format}"),
            ShardSize = shardSize,
        });

    private static ExportSelection Selection(ImageNetDataset dataset)
    {
        var selection = new ExportSelection();
        selection.Add(dataset);
        return selection;
    }

    /// <summary>Split, class and hash of the file of each image.</summary>
    private static IReadOnlyList<string> Contents(ImageNetDataset dataset)
    {
        var hashes = dataset.FileHashes(CancellationToken.None)!;
        return [.. dataset.Images.Select(image => $"{image.Split} {image.Sample.Label} {hashes[image.Sample.Index]}")
            .Order(StringComparer.Ordinal)];
    }

    private static ImportOptions Options(TemporaryFolder folder) =>
        new() { CachePath = folder.Cache, ImageSize = 16, Threads = 2, ValidationFraction = 0.1 };

    private static string RepositoryFolder()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "AlexNetPS.sln")))
            folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
