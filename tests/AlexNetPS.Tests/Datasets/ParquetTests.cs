using System.Security.Cryptography;
using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Layouts;
using AlexNetPS.Datasets.Layouts.Parquets;
using AlexNetPS.Formats.Parquet;
using AlexNetPS.Imaging;

namespace AlexNetPS.Tests.Datasets;

/// <summary>Parquet files that DuckDB and hyparquet wrote, with the images whose SHA-256 are in images.sha256.</summary>
public class ParquetTests
{
    private static readonly string[] _hashes =
        [.. System.Text.Encoding.ASCII.GetString(Golden("images.sha256")).Trim().Split('\n').Select(line => line[..64])];

    [Theory]
    [InlineData("duckdb-snappy")]
    [InlineData("duckdb-zstd-v2")]
    [InlineData("duckdb-gzip")]
    [InlineData("duckdb-brotli")]
    [InlineData("hyparquet")]
    public void ImagesOfOtherWritersAreReadWithTheNamesOfTheirClasses(string golden)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("animals.parquet", Golden(golden + ".parquet"));
        foreach (string source in (string[])[path, folder.Photos])
        {
            FolderListing listing = List(source, new ImportOptions());
            Assert.Equal(["zebra", "ant"], listing.Classes);
            Assert.Equal(8, listing.Files.Count);
            Assert.All(listing.Files.Index(), file => Assert.Equal(file.Index % 2 == 0 ? "zebra" : "ant", file.Item.ClassName));
            // The third has no path.
            Assert.Equal(["animals.parquet#0/00.png", "animals.parquet#1/01.png", "animals.parquet#2"],
                listing.Files.Take(3).Select(file => file.RelativePath));
            using var reader = new FileImageReader(folder.Photos, new ImportOptions());
            int[] order = [7, 0, 3, 4, 4, 1, 6, 2, 5];
            Assert.All(order, row => Assert.Equal(_hashes[row],
                Convert.ToHexStringLower(SHA256.HashData(reader.ReadFile(listing.Files[row])))));
        }
    }

    [Fact]
    public void AStoreAndAnIndexHaveTheSamePixels()
    {
        using var folder = new TemporaryFolder();
        folder.Write("data/train-00000-of-00001.parquet", Golden("duckdb-snappy.parquet"));
        folder.Write("data/validation-00000-of-00001.parquet", Golden("duckdb-gzip.parquet"));
        folder.Write("data/test-00000-of-00001.parquet", Golden("hyparquet.parquet"));
        ImageNetDataset stored = ImageNetImporter.Import(folder.Photos, Options(folder)),
            index = ImageNetImporter.Import(folder.Photos, Options(folder) with { IndexOnly = true });
        Assert.Equal((8, 8, 8), (stored.Train.Count, stored.Validation.Count, stored.Test.Count));
        Assert.Empty(stored.Skipped);
        byte[] one = [], other = [];
        foreach ((ImageSample left, ImageSample right) in stored.Train.Samples.Zip(index.Train.Samples))
        {
            Assert.Equal((left.Path, left.Label), (right.Path, right.Label));
            Assert.Equal(stored.Pixels.Read(left, ref one).Pixels, index.Pixels.Read(right, ref other).Pixels);
        }

        Assert.EndsWith("train-00000-of-00001.parquet#0/00.png", stored.Train.Samples[0].Path, StringComparison.Ordinal);
        Assert.Equal(0, CountingReaders.Import(folder.Photos, Options(folder)));
    }

    [Fact]
    public void TextLabelsAndAnotherImageColumnAreRead()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("animals.parquet", Golden("duckdb-text.parquet"));
        FolderListing listing = List(path, new ImportOptions());
        Assert.Equal(["ant", "zebra"], listing.Classes);
        Assert.Equal("zebra", listing.Files[0].ClassName);
    }

    [Fact]
    public void AnotherLabelColumnIsNamedOrAskedFor()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("animals.parquet", Golden("duckdb-snappy.parquet"));
        FolderListing listing = List(path, new ImportOptions { LabelColumn = "note" });
        Assert.Equal(["patient 0", "patient 1", "patient 2", "patient 3"], listing.Classes);
        // The first row of each four has no note.
        Assert.Equal(2, listing.Files.Count(file => file.Fault?.Contains("no label in column 'note'", StringComparison.Ordinal) == true));
        string message = Assert.Throws<DatasetException>(() => List(path, new ImportOptions { LabelColumn = "kind" })).Message;
        Assert.Contains(path, message, StringComparison.Ordinal);
        Assert.Contains("image.path, label, note", message, StringComparison.Ordinal);
    }

    [Fact]
    public void AMissingShardIsReported()
    {
        using var folder = new TemporaryFolder();
        folder.Write("data/train-00000-of-00003.parquet", Golden("duckdb-snappy.parquet"));
        folder.Write("data/train-00002-of-00003.parquet", Golden("duckdb-gzip.parquet"));
        FolderListing listing = List(folder.Photos, new ImportOptions());
        Assert.Contains(listing.Warnings, warning => warning.StartsWith("1 file of 'data/train' is missing", StringComparison.Ordinal));
        Assert.All(listing.Files, file => Assert.Null(file.FixedSplit));
    }

    [Fact]
    public void MetadataInParquetLabelsTheFilesNextToIt()
    {
        using var folder = new TemporaryFolder();
        byte[] table = ParquetBuilder.Table(("file_name", ["a/0.jpg", "a/1.jpg", "b/2.jpg", "b/3.jpg"]),
            ("label", ["cat", "dog", "cat", "dog"]));
        foreach (string part in (string[])["train", "test"])
        {
            folder.Write($"{part}/metadata.parquet", table);
            for (int i = 0; i < 4; i++)
                folder.Write($"{part}/{"ab"[i / 2]}/{i}.jpg", Tests.Imaging.DrawnImage.Jpeg(20, 20, (uint)i));
        }

        ImageNetDataset dataset = ImageNetImporter.Import(folder.Photos, Options(folder) with { IndexOnly = true });
        Assert.Equal(["cat", "dog"], dataset.Classes.Select(c => c.Name));
        Assert.Equal((4, 4), (dataset.Train.Count, dataset.Test.Count));
        Assert.Equal(["cat", "dog", "cat", "dog"], dataset.Train.Samples.Select(sample => sample.Label));
    }

    // Parquet.Net never returns from a file whose last byte of metadata has become 255.
    [Theory]
    [InlineData("duckdb-snappy")]
    [InlineData("duckdb-zstd-v2")]
    [InlineData("hyparquet")]
    public void ADamagedFileIsOneErrorWithItsName(string golden)
    {
        using var folder = new TemporaryFolder();
        byte[] intact = Golden(golden + ".parquet");
        var random = new Random(1);
        using var reader = new FileImageReader(folder.Photos, new ImportOptions());
        for (int trial = 0; trial < 600; trial++)
        {
            byte[] damaged = [.. intact];
            int at = trial < 300 ? intact.Length - 9 - trial : random.Next(intact.Length);
            damaged[at] = trial % 3 == 0 ? (byte)255 : (byte)random.Next(256);
            if (trial % 10 == 9)
                damaged = damaged[..at];
            string path = folder.Write($"{trial}.parquet", damaged);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                foreach (SourceFile file in List(path, new ImportOptions()).Files.Where(file => file.Fault is null))
                    reader.ReadFile(file);
            }
            catch (DatasetException e)
            {
                Assert.Contains(path, e.Message, StringComparison.Ordinal);
            }
            catch (ImageFormatException e)
            {
                Assert.True(e.Message.Contains($"{trial}.parquet", StringComparison.Ordinal)
                    || e.Message.Contains("no bytes", StringComparison.Ordinal), e.Message);
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
        }
    }

    [Theory]
    [InlineData(ParquetCodec.Gzip)]
    [InlineData(ParquetCodec.Brotli)]
    [InlineData(ParquetCodec.Snappy)]
    [InlineData(ParquetCodec.Zstandard)]
    [InlineData(ParquetCodec.Uncompressed)]
    public void NothingIsAllocatedForALengthThatAPageOnlyStates(object codec)
    {
        byte[] page = new byte[1000], buffer = [];
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<FormatException>(
            () => PageDecompression.Decompress((ParquetCodec)codec, page, 0, page.Length, 200 << 20, ref buffer));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Fact]
    public void ATextFileNamedParquetIsRejectedByName()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.parquet", "this is no Parquet file at all"u8.ToArray());
        string message = Assert.Throws<DatasetException>(() => List(folder.Photos, new ImportOptions())).Message;
        Assert.Contains(path, message, StringComparison.Ordinal);
        Assert.Contains("no Parquet file", message, StringComparison.Ordinal);
    }

    internal static byte[] Golden(string name)
    {
        using Stream stream = typeof(ParquetTests).Assembly.GetManifestResourceStream("Datasets/" + name)!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static FolderListing List(string path, ImportOptions options) =>
        ImageNetImporter.List(DatasetSource.At(path), options with { IndexOnly = true }, CancellationToken.None);

    private static ImportOptions Options(TemporaryFolder folder) =>
        new() { CachePath = folder.Cache, ImageSize = 16, Threads = 2, ValidationFraction = 0 };
}
