using AlexNetPS.Datasets;

// ImportProcess SOURCE CACHE FORMAT: prints how far it is, and the number of pictures at the end.
try
{
    ImportOptions options = new() { CachePath = args[1], ImageSize = 64, Threads = 1, StoreFormat = Enum.Parse<StoreFormat>(args[2]) };
    ImageNetDataset dataset = ImageNetImporter.Import(args[0], options, new Told());
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
