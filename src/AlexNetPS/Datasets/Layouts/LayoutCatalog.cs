using AlexNetPS.Datasets.Layouts.Cifar;
using AlexNetPS.Datasets.Layouts.Idx;
using AlexNetPS.Datasets.Layouts.Groups;
using AlexNetPS.Datasets.Layouts.Lists;
using AlexNetPS.Datasets.Layouts.Parquets;
using AlexNetPS.Datasets.Layouts.Parts;
using AlexNetPS.Datasets.Layouts.Synsets;
using AlexNetPS.Datasets.Layouts.WebDatasets;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Layouts;

/// <summary>The layouts in the order of detection: those with unmistakable file names first.</summary>
internal static class LayoutCatalog
{
    private static readonly LayoutReader[] _readers =
    [
        new(DatasetLayout.Parquet, "Parquet files with a column of images and a label", ParquetDataset.Fits,
            ParquetDataset.Read),
        new(DatasetLayout.List, "a .csv, .tsv or .jsonl file with a path and a label in each row, or a folder with one",
            static request => ListFile.Fits(request.Source), ListFile.Read),
        new(DatasetLayout.Idx, "MNIST's files, as in train-images-idx3-ubyte.gz with train-labels-idx1-ubyte.gz",
            static request => IdxSets.Find(request.Source).Count > 0, NamedSet.ReadOne),
        new(DatasetLayout.Cifar,
            "CIFAR's batches, data_batch_1.bin to test_batch.bin, train.bin and test.bin, those for Python without .bin, "
                + "or their tar.gz",
            static request => CifarSets.Find(request.Source).Count > 0, NamedSet.ReadOne),
        new(DatasetLayout.List, "a folder with a list of its images", FolderList.Fits, FolderList.Read),
        new(DatasetLayout.WebDataset, "a tar, or numbered tars in a folder, with a .cls or .json next to each image",
            WebDataset.Fits, WebDataset.Read),
        .. SplitTree.Readers,
        new(DatasetLayout.NestedFolders, "folders of class folders",
            static request => NestedFolders.Fits(request.Source), NestedFolders.Read),
        new(DatasetLayout.ClassFolders, "one folder of images per class", static request => !request.Source.IsFile,
            ClassFolders.Read),
    ];

    /// <exception cref="DatasetException">The layout is unknown, or not the requested one.</exception>
    public static FolderListing Read(LayoutRequest request)
    {
        FolderListing listing = request.Renaming.Apply(
            request.Source.Splits is null ? ReadOne(request) : SeparateParts.Read(request, ReadOne));
        listing = LabelCorrections.Apply(listing, request);
        listing = ClassDescriptions.Add(listing, request);
        listing = ListedGroups.Apply(PropertyNames.Unify(listing), request.Options);
        request.Renaming.Report(listing.Warnings);
        SameSpelling.Report(listing);
        request.SystemFolders.Report(listing.Warnings);
        listing = listing with { Warnings = [.. listing.Warnings.Select(MessageText.Of)] };
        return ListingSelection.Apply(listing, request);
    }

    private static FolderListing ReadOne(LayoutRequest request)
    {
        DatasetSource source = request.Source;
        DatasetLayout wanted = request.Options.Layout;
        if (request.Options.LabelPattern is not null)
        {
            return !source.IsFile && wanted == DatasetLayout.Auto
                ? PatternFolder.Read(request)
                : throw new DatasetException($"-LabelPattern is for folders of images, without -Layout; '{source.Path}' "
                    + $"{(source.IsFile ? "is a file" : $"is to have the layout {wanted}")}.");
        }

        LayoutReader? reader =
            _readers.FirstOrDefault(candidate => (wanted == DatasetLayout.Auto || candidate.Layout == wanted)
            && (candidate.Fits(request) || wanted is DatasetLayout.NestedFolders && !source.IsFile));
        if (reader is null && wanted != DatasetLayout.Auto)
        {
            throw new DatasetException($"'{source.Path}' does not have the layout {wanted}: "
                + $"{_readers.First(candidate => candidate.Layout == wanted).Expects}. Omit the layout to have it "
                + "detected.");
        }

        if (reader is null)
        {
            throw new DatasetException($"'{source.Path}' is a file, but not a list (.csv, .tsv), a Parquet file, a plain "
                + "tar of ILSVRC or an archive of CIFAR. "
                + (source.HasExtension(".tgz", ".gz", ".zip")
                    ? "Unpack it and use the folder."
                    : "Use the folder that contains one folder of images per class."));
        }

        if (request.Options.SetName is not null && reader.Layout is not (DatasetLayout.Idx or DatasetLayout.Cifar))
        {
            throw new DatasetException($"-SetName chooses between datasets in files as MNIST's or CIFAR's; "
                + $"'{source.Path}' contains none.");
        }

        return reader.Read(request);
    }
}
