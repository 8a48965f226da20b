using AlexNetPS.Datasets;

namespace Quickstart;

/// <summary>Imports the images: a given folder, Debian's Fashion-MNIST, or drawn images.</summary>
internal static class Source
{
    private const string FashionMnist = "/usr/share/datasets/fashion-mnist";

    /// <summary>Enough for 85 % top-1 within five minutes on two cores.</summary>
    private const int FashionTrainPerClass = 2000, FashionValidationPerClass = 200;

    public static ImageNetDataset Open(Arguments arguments, string workFolder, IProgress<ImportProgress> progress,
        CancellationToken cancellation)
    {
        if (arguments.Folder is string folder)
            return Import(folder);

        if (!arguments.Drawn && Directory.Exists(FashionMnist))
        {
            ImageNetDataset all = Import(FashionMnist);
            ImageNetDataset some = all.Take(FashionTrainPerClass, FashionValidationPerClass);
            Console.WriteLine($"Fashion-MNIST has {all.Train.Count:N0} training images; this example uses "
                + $"{some.Train.Count:N0} of them, and {some.Validation.Count:N0} of {all.Validation.Count:N0} "
                + "validation images.");
            return some;
        }

        string drawn = Path.Combine(workFolder, "drawn");
        Console.WriteLine(arguments.Drawn
            ? $"Drawing five classes of patterns into {drawn}."
            : "No image folder given and Debian's package dataset-fashion-mnist is not installed: drawing five "
                + $"classes of patterns into {drawn}.");
        DrawnImages.Write(drawn, trainPerClass: 80, validationPerClass: 20);
        return Import(drawn);

        ImageNetDataset Import(string path) =>
            ImageNetImporter.Import(path, new ImportOptions { CachePath = Path.Combine(workFolder, "store") }, progress,
                cancellation);
    }
}
