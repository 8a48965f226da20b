using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Layouts;
using AlexNetPS.Imaging;

// ImportProcess SOURCE CACHE FORMAT: prints how far it is, and the number of pictures at the end. It takes its time over
// each picture, so that a test can come in between.
try
{
    ImportOptions options = new() { CachePath = args[1], ImageSize = 64, Threads = 1, StoreFormat = Enum.Parse<StoreFormat>(args[2]) };
    ImageNetDataset dataset = ImageNetImporter.Import(args[0], options, new Told(), default, reader => new SlowReader(reader));
    Console.WriteLine(dataset.Count);
    return 0;
}
catch (DatasetException exception)
{
    Console.WriteLine(exception.Message);
    return 1;
}

internal sealed class Told : IProgress<ImportProgress>
{
    public void Report(ImportProgress value) => Console.WriteLine($"{value.Activity} {value.Done} of {value.Total}");
}

internal sealed class SlowReader(PictureReader inner) : PictureReader
{
    public override string? Warning => inner.Warning;

    public override ReadOnlySpan<byte> Original => inner.Original;

    public override PixelView Read(SourceFile file, out int sourceWidth, out int sourceHeight)
    {
        Thread.Sleep(2);
        return inner.Read(file, out sourceWidth, out sourceHeight);
    }

    public override void Dispose() => inner.Dispose();
}
