using System.Globalization;
using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Layouts;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Imaging;

// ImportProcess SOURCE CACHE FORMAT [IMAGE [WORKER WORKERS]]: prints how far it is, and the number of images at the end.
// Before the image of that number it waits for a line, so that a test can come in between.
try
{
    var options = new ImportOptions()
    {
        CachePath = args[1],
        ImageSize = 64,
        Threads = 1,
        StoreFormat = Enum.Parse<StoreFormat>(args[2]),
        Worker = args.Length > 4 ? new ImportWorker(Number(4), Number(5)) : null,
    };
    Console.WriteLine(options.Worker is null
        ? ImageNetImporter.Import(args[0], options, new Told(), default, Held).Count
        : ImageNetImporter.ImportPart(args[0], options, new Told(), default, Held).Images);
    return 0;
}
catch (DatasetException e)
{
    Console.WriteLine(e.Message);
    return 1;
}

int Number(int argument) => int.Parse(args[argument], CultureInfo.InvariantCulture);

ImageReader Held(ImageReader reader) => args.Length > 3 ? new HeldReader(reader, Number(3)) : reader;

internal sealed class Told : IProgress<ImportProgress>
{
    public void Report(ImportProgress value) => Console.WriteLine($"{value.Activity} {value.Done} of {value.Total}");
}

internal sealed class HeldReader(ImageReader inner, int heldImage) : ImageReader
{
    private int _images;

    public override string? Warning => inner.Warning;

    public override ReadOnlySpan<byte> Original => inner.Original;

    public override ReadOnlySpan<byte> File => inner.File;

    public override ReadOnlySpan<byte> ReadFile(SourceFile file) => inner.ReadFile(file);

    public override PixelView Read(SourceFile file, out int sourceWidth, out int sourceHeight)
    {
        // The journal is flushed with the first image that is a while after the flush before.
        if (++_images == heldImage - 1)
            Thread.Sleep(500);
        if (_images == heldImage)
            Console.ReadLine();
        return inner.Read(file, out sourceWidth, out sourceHeight);
    }

    public override void Dispose() => inner.Dispose();
}
