using AlexNetPS.Datasets;
using AlexNetPS.Imaging;
using AlexNetPS.Networks;
using AlexNetPS.Tests.Training;
using AlexNetPS.Transforms;

namespace AlexNetPS.Tests.Transforms;

public class BatchLoaderTests
{
    private static readonly TransformPipeline _pipeline =
        new([new RandomResizedCrop { Size = 16 }, new HorizontalFlip(), new Scale()], new TensorShape(3, 16, 16));

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(4, 3)]
    public void OrderAndContentDoNotDependOnTheThreads(int workers, int prefetch)
    {
        DatasetSplit split = DrawnImages.Dataset(train: 50).Train;
        using var one = new BatchLoader(split, _pipeline, 8);
        using var several = new BatchLoader(split, _pipeline, 8, workers, prefetch);
        for (int epoch = 1; epoch <= 3; epoch++)
        {
            one.Start(split.Samples, 5, epoch);
            several.Start(split.Samples, 5, epoch);
            for (int number = 0; number < 7; number++)
            {
                Batch a = one.Next()!, b = several.Next()!;
                Assert.Equal((number, number == 6 ? 2 : 8), (b.Number, b.Count));
                Assert.Equal(a.Samples.ToArray(), b.Samples.ToArray());
                Assert.True(a.Images.Values.SequenceEqual(b.Images.Values));
            }

            Assert.Null(several.Next());
            Assert.Null(one.Next());
        }
    }

    [Fact]
    public void APassBeginsAndEndsWhereItIsTold()
    {
        DatasetSplit split = DrawnImages.Dataset(train: 50).Train;
        using var loader = new BatchLoader(split, _pipeline, 8, workers: 2);
        loader.Start(split.Samples, 5, 1, firstBatch: 3, limit: 5);
        Assert.Equal([3, 4], Numbers(loader));

        // What is left of a pass is dropped.
        loader.Start(split.Samples, 5, 1);
        Assert.Equal(0, loader.Next()!.Number);
        loader.Start(split.Samples, 5, 2, firstBatch: 6);
        Assert.Equal([6], Numbers(loader));
        loader.Start(split.Samples, 5, 2, firstBatch: 7);
        Assert.Empty(Numbers(loader));
    }

    [Fact]
    public void AnImageThatComesTwiceIsAugmentedAnew()
    {
        DatasetSplit split = DrawnImages.Dataset(train: 5).Train;
        ImageSample[] order = [.. split.Samples, .. split.Samples];
        using var loader = new BatchLoader(split, _pipeline, 5);
        loader.Start(order, 5, 1, repeats: true);
        float[] first = loader.Next()!.Images.Values.ToArray(), second = loader.Next()!.Images.Values.ToArray();
        Assert.NotEqual(first, second);
        loader.Start(order, 5, 1, firstBatch: 1, repeats: true);
        Assert.Equal(second, loader.Next()!.Images.Values.ToArray());
        loader.Start(split.Samples, 5, 1);
        Assert.Equal(first, loader.Next()!.Images.Values.ToArray());
    }

    [Fact]
    public void ItRunsAheadOnlyAsFarAsItMay()
    {
        int taken = 0, ahead = 0;
        var images = new WatchedImages(new DrawnImages(200), reads =>
        {
            // The batch in hand and three ahead: of the reads, those of batches that were handed back do not count.
            int more = reads - 10 * Math.Max(0, Volatile.Read(ref taken) - 1);
            lock (_pipeline)
                ahead = Math.Max(ahead, more);
        });
        DatasetSplit split = DrawnImages.Dataset(train: 200, validation: 0).Train;
        using var loader = new BatchLoader(images, _pipeline, 10, workers: 2, prefetch: 3);
        loader.Start(split.Samples);
        Assert.True(SpinWait.SpinUntil(() => images.Reads >= 30, TimeSpan.FromMinutes(5)), "Nothing was read ahead.");
        do Interlocked.Increment(ref taken);
        while (loader.Next() is not null);

        Assert.Equal(200, images.Reads);
        Assert.InRange(ahead, 30, 40);
    }

    [Fact]
    public void AnErrorSurfacesWithItsOwnBatch()
    {
        DatasetSplit split = DrawnImages.Dataset(train: 50, images: new DrawnImages(80) { Damaged = 20 }).Train;
        using var loader = new BatchLoader(split, _pipeline, 8, workers: 3);
        loader.Start(split.Samples);
        Assert.Equal(0, loader.Next()!.Number);
        Assert.Equal(1, loader.Next()!.Number);
        Assert.Throws<IOException>(() => loader.Next());
        Assert.Equal(3, loader.Next()!.Number);
    }

    [Fact]
    public void ATransformErrorNamesTheImage()
    {
        var pipeline = new TransformPipeline([new Resize { Size = 16 }], new TensorShape(3, 16, 16));
        DatasetSplit split = DrawnImages.Dataset(train: 8).Train;
        using var loader = new BatchLoader(split, pipeline, 8);
        loader.Start(split.Samples);
        Assert.Contains("/drawn/0.png", Assert.Throws<TransformException>(() => loader.Next()).Message);
    }

    [Fact]
    public void DisposingInTheMiddleEndsTheThreads()
    {
        for (int i = 0; i < 50; i++)
        {
            DatasetSplit split = DrawnImages.Dataset(train: 50).Train;
            var loader = new BatchLoader(split, _pipeline, 8, workers: 3);
            loader.Start(split.Samples);
            if (i % 2 == 0)
                loader.Next();
            loader.Dispose();
            Assert.Throws<ObjectDisposedException>(() => loader.Start(split.Samples));
        }
    }

    [Fact]
    public void ASteadyPassAllocatesNoBuffers()
    {
        var pipeline =
            new TransformPipeline([new RandomResizedCrop { Size = 224 }, new Scale()], new TensorShape(3, 224, 224));
        DatasetSplit split = DrawnImages.Dataset(train: 96, validation: 0).Train;
        long first = 0, last = 0;

        // Each thread counts what it allocates itself: the worker from the first image of the second pass to its last.
        var images = new WatchedImages(new DrawnImages(96), reads =>
        {
            if (reads == 97)
                first = GC.GetAllocatedBytesForCurrentThread();
            if (reads == 192)
                last = GC.GetAllocatedBytesForCurrentThread();
        });
        using var loader = new BatchLoader(images, pipeline, 8);
        loader.Start(split.Samples, epoch: 1);
        while (loader.Next() is not null) { }
        long before = GC.GetAllocatedBytesForCurrentThread();
        loader.Start(split.Samples, epoch: 2);
        while (loader.Next() is not null) { }
        long consumer = GC.GetAllocatedBytesForCurrentThread() - before;

        // A batch alone has 4.8 MB; what is allocated are a few small objects an image.
        Assert.Equal(192, images.Reads);
        Assert.InRange(last - first, 0, 4_000_000);
        Assert.InRange(consumer, 0, 100_000);
    }

    private static List<int> Numbers(BatchLoader loader)
    {
        var numbers = new List<int>();
        while (loader.Next() is Batch batch)
            numbers.Add(batch.Number);
        return numbers;
    }

    /// <summary>Reports every read, by its number, on the thread that reads.</summary>
    private sealed class WatchedImages(IPixelSource inner, Action<int> onRead) : IPixelSource
    {
        private int _reads;

        public int Reads => _reads;

        public PixelView Read(ImageSample sample, ref byte[] buffer)
        {
            onRead(Interlocked.Increment(ref _reads));
            return inner.Read(sample, ref buffer);
        }
    }
}
