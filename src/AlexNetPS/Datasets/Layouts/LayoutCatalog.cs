using AlexNetPS.Datasets.Layouts.Parts;
using AlexNetPS.Datasets.Layouts.Synsets;

namespace AlexNetPS.Datasets.Layouts;

/// <summary>The layouts in the order in which they are looked for: those with unmistakable file names first.</summary>
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
        new(DatasetLayout.ClassFolders, "one folder of images for each class", static source => !source.IsFile,
            ClassFolders.Read),
    ];

    /// <exception cref="DatasetException">No known layout, or not the one that was asked for.</exception>
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
                + $"{_readers.First(candidate => candidate.Layout == wanted).Expects}. Leave the layout out to have "
                + "it found.");
        }

        if (reader is null)
        {
            throw new DatasetException($"'{source.Path}' is a file, and neither a list (.csv, .tsv), a plain tar of "
                + "ILSVRC nor an archive of CIFAR. "
                + (source.HasExtension(".tgz", ".gz", ".zip")
                    ? "Unpack it and give the folder."
                    : "Give the folder that holds one folder of images for each class."));
        }

        return ClassDescriptions.Add(reader.Read(request), request);
    }
}
