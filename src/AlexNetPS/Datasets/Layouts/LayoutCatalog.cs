using AlexNetPS.Datasets.Layouts.Parts;
using AlexNetPS.Datasets.Layouts.Synsets;

namespace AlexNetPS.Datasets.Layouts;

/// <summary>The layouts in the order of detection: those with unmistakable file names first.</summary>
internal static class LayoutCatalog
{
    private static readonly LayoutReader[] _readers =
    [
        new(DatasetLayout.List, "a .csv or .tsv file with a path and a label in each row", ListFile.Fits,
            ListFile.Read),
        new(DatasetLayout.Idx, "MNIST's files, as in train-images-idx3-ubyte.gz with train-labels-idx1-ubyte.gz",
            IdxFolder.Fits, IdxFolder.Read),
        new(DatasetLayout.Cifar,
            "CIFAR's binary files data_batch_1.bin to test_batch.bin, train.bin and test.bin, or their tar.gz",
            CifarFolder.Fits, CifarFolder.Read),
        .. SplitTree.Readers,
        new(DatasetLayout.NestedFolders, "folders of class folders", NestedFolders.Fits, NestedFolders.Read),
        new(DatasetLayout.ClassFolders, "one folder of images per class", static source => !source.IsFile,
            ClassFolders.Read),
    ];

    /// <exception cref="DatasetException">The layout is unknown, or not the requested one.</exception>
    public static FolderListing Read(LayoutRequest request)
    {
        DatasetSource source = request.Source;
        DatasetLayout wanted = request.Options.Layout;
        LayoutReader? reader =
            _readers.FirstOrDefault(candidate => (wanted == DatasetLayout.Auto || candidate.Layout == wanted)
            && (candidate.Fits(source) || wanted is DatasetLayout.NestedFolders && !source.IsFile));
        if (reader is null && wanted != DatasetLayout.Auto)
        {
            throw new DatasetException($"'{source.Path}' does not have the layout {wanted}: "
                + $"{_readers.First(candidate => candidate.Layout == wanted).Expects}. Omit the layout to have it "
                + "detected.");
        }

        if (reader is null)
        {
            throw new DatasetException($"'{source.Path}' is a file, but not a list (.csv, .tsv), a plain tar of ILSVRC "
                + "or an archive of CIFAR. "
                + (source.HasExtension(".tgz", ".gz", ".zip")
                    ? "Unpack it and use the folder."
                    : "Use the folder that contains one folder of images per class."));
        }

        return ClassDescriptions.Add(reader.Read(request), request);
    }
}
