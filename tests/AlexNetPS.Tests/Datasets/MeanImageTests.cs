using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Means;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Imaging;
using AlexNetPS.Networks;
using AlexNetPS.Tests.Transforms;
using AlexNetPS.Transforms;

namespace AlexNetPS.Tests.Datasets;

/// <summary>The mean image of a prepared store, against sums over what CenterCrop gives.</summary>
public sealed class MeanImageTests : IDisposable
{
    private const int Size = 40;

    private readonly string _root = Directory.CreateTempSubdirectory("alexnet-mean").FullName;

    public void Dispose() => Directory.Delete(_root, true);

    [Theory]
    [InlineData(StoreFormat.Npy, 1)]
    [InlineData(StoreFormat.Npy, 4)]
    [InlineData(StoreFormat.Shards, 1)]
    [InlineData(StoreFormat.Shards, 4)]
    public void TheMeanOfAFreshImportIsExact(StoreFormat format, int threads)
    {
        Draw(60);

        // Held-out images are drawn before it is known that these cannot be read.
        File.WriteAllText(Path.Combine(_root, "photos", "a", "0.png"), "not an image");
        File.WriteAllText(Path.Combine(_root, "photos", "b", "7.png"), "not one either");
        AssertExact(Import(threads, new ImportOptions { StoreFormat = format }));
    }

    [Theory]
    [InlineData(StoreFormat.Npy)]
    [InlineData(StoreFormat.Shards)]
    public void AnIncrementalImportIsExactToo(StoreFormat format)
    {
        var options = new ImportOptions { StoreFormat = format };
        Draw(40);
        Import(2, options);
        File.Delete(Path.Combine(_root, "photos", "a", "3.png"));
        Draw(48, first: 40);
        DrawOne("b", 9, 77);
        ImageNetDataset changed = Import(2, options);
        Assert.Equal(95, changed.Count);
        AssertExact(changed);

        // Another split over the same pixels, and a store whose mean was lost.
        options = options with { Seed = 5, ValidationFraction = 0.3 };
        AssertExact(Import(2, options));
        File.Delete(Path.Combine(changed.StorePath!, "mean.npy"));
        AssertExact(Import(2, options));
    }

    [Theory]
    [InlineData(StoreFormat.Npy)]
    [InlineData(StoreFormat.Shards)]
    public void AnInterruptedImportThatContinuesIsExact(StoreFormat format)
    {
        var options = new ImportOptions { StoreFormat = format, Threads = 2 };
        Draw(60);
        using var stop = new CancellationTokenSource();
        CountingReaders.Before = count =>
        {
            if (count == 50)
                stop.Cancel();
        };
        Assert.ThrowsAny<OperationCanceledException>(() =>
            CountingReaders.Import(Path.Combine(_root, "photos"), Options(options), stop.Token));
        CountingReaders.Before = null;
        AssertExact(Import(2, options));
    }

    [Fact]
    public void PythonReadsIt()
    {
        Draw(10);
        string path = Path.Combine(Import(1).StorePath!, "mean.npy");
        string header = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(path), 0, 128);
        Assert.Contains("'<f8'", header);
        Assert.Contains($"({Size}, {Size}, 3)", header);
        Assert.Contains("\"meanImage\": \"mean.npy\"",
            File.ReadAllText(Path.Combine(Path.GetDirectoryName(path)!, "dataset.json")));
    }

    [Fact]
    public void ManyImagesDoNotOverflowASum()
    {
        var frame = new MeanFrame(50, 3, 1);
        var sums = new PixelSums(frame);
        byte[] white = new byte[150];
        white.AsSpan().Fill(255);
        for (int i = 0; i < 700; i++)
            sums.Add(new PixelView(white, 50, 3, 1));
        long[] total = new long[150];
        sums.AddTo(total, 1);
        Assert.All(total, sum => Assert.Equal(700 * 255, sum));
        sums.AddTo(total, -1);
        Assert.All(total, sum => Assert.Equal(0, sum));
    }

    private static void AssertExact(ImageNetDataset dataset)
    {
        MeanImage mean = dataset.Statistics!.MeanImage!;
        Assert.Equal((Size, Size, 3), (mean.Width, mean.Height, mean.Channels));
        var pipeline = new TransformPipeline([new CenterCrop { Size = Size }], new TensorShape(3, Size, Size));
        float[] values = new float[pipeline.ViewLength];
        long[] sums = new long[values.Length];
        byte[] buffer = [];
        foreach (ImageSample sample in dataset.Train.Samples)
        {
            pipeline.Apply(dataset.Pixels.Read(sample, ref buffer), values);
            for (int i = 0; i < sums.Length; i++)
                sums[i] += (long)values[i];
        }

        for (int i = 0; i < sums.Length; i++)
        {
            Assert.Equal((float)((double)sums[i] / dataset.Train.Count),
                mean.Plane(i / (Size * Size))[i % (Size * Size)]);
        }
    }

    private ImageNetDataset Import(int threads, ImportOptions? options = null) =>
        ImageNetImporter.Import(Path.Combine(_root, "photos"), Options(options ?? new()) with { Threads = threads });

    private ImportOptions Options(ImportOptions options) =>
        options with { ImageSize = Size, CachePath = Path.Combine(_root, "cache"), MaximumSide = 3 * Size };

    private void Draw(int count, int first = 0)
    {
        foreach (string name in new[] { "a", "b" })
        {
            for (int i = first; i < count; i++)
                DrawOne(name, i, i);
        }
    }

    // Of many shapes: upright, wide, and so long that it is squeezed below the image size.
    private void DrawOne(string name, int number, int look)
    {
        (int width, int height) = (look % 7) switch
        {
            0 => (300, 20),
            1 => (41, 60),
            2 => (77, 50),
            3 => (12, 90),
            _ =>
            (50 + look, 48)
        };
        string folder = Directory.CreateDirectory(Path.Combine(_root, "photos", name)).FullName;
        byte[] pixels = TransformGoldenTests.Image(width, height, 3);
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)(pixels[i] + look * (name == "a" ? 3 : 5));
        ImageEncoder.WritePng(Path.Combine(folder, $"{number}.png"), new PixelView(pixels, width, height, 3));
    }
}
