using AlexNetPS.Datasets.Layouts.Synsets;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Layouts.Parts;

/// <summary>Layouts with parts: they differ in the locations of parts and tables.</summary>
internal static class SplitTree
{
    public static IEnumerable<LayoutReader> Readers { get; } =
    [
        Reader(DatasetLayout.Kaggle, "the folder that contains ILSVRC/Data/CLS-LOC/train and val", PartFinder.Kaggle),
        Reader(DatasetLayout.TinyImageNet, "train/<synset>/images, and val/val_annotations.txt or wnids.txt",
            PartFinder.TinyImageNet),
        Reader(DatasetLayout.Ilsvrc, "ILSVRC2012_img_train.tar, tars of classes such as n01440764.tar, or a train "
            + "folder, next to the devkit or the validation ground truth", PartFinder.Ilsvrc),
        Reader(DatasetLayout.SplitFolders, "a train folder of class folders, next to val and test folders",
            PartFinder.Folders),
    ];

    private static LayoutReader Reader(DatasetLayout layout, string expects, Func<DatasetSource, DatasetParts?> find) =>
        new(layout, expects, source => find(source) is not null, request => Read(request, find(request.Source)!));

    private static FolderListing Read(LayoutRequest request, DatasetParts tree)
    {
        List<string> warnings = [];
        var reader = new PartReader(request, tree.Tables, warnings);
        DatasetPart train = tree.Parts.FirstOrDefault(part => part.Split == SplitName.Train) ?? tree.Parts[0];
        bool drawn = tree.Parts.All(part => part == train || part.Split != SplitName.Validation);
        if (train.Split != SplitName.Train)
        {
            warnings.Add($"'{request.Source.Path}' has only a {train.Split} part, '{train.Shown}': training images "
                + "were drawn from it.");
        }

        foreach (string other in tree.Others)
        {
            warnings.Add($"The folder '{other}' next to '{train.Path}' was skipped: it is not a training, "
                + "validation or test part.");
        }

        PartContents contents = reader.Read(train, drawn ? null : SplitName.Train)
            ?? throw WrongLevel.NoClasses(Path.Combine(request.Root, train.Path));
        List<SourceFile> files = contents.Files;
        foreach (DatasetPart part in tree.Parts.Where(part => part != train))
        {
            if (reader.Read(part, part.Split) is { } held)
                files.AddRange(Fitting(request.Root, part, train, held, contents.Classes, warnings));
        }

        return FolderReader.Finish(tree.Words, files, contents.Classes, warnings) with
        {
            Descriptions = ClassDescriptions.Find(tree.Tables, contents.Classes),
        };
    }

    /// <summary>
    /// Returns the held-out images of classes with training images. A table may name a whole benchmark of which only
    /// some classes are present.
    /// </summary>
    private static IEnumerable<SourceFile> Fitting(string root, DatasetPart part, DatasetPart train, PartContents held,
        List<string> classes, List<string> warnings)
    {
        string[] unknown = [.. held.Classes.Except(classes, StringComparer.Ordinal)];
        if (unknown.Length > 0 && !held.ByTable)
        {
            throw new DatasetException($"'{Path.Combine(root, part.Path)}' has "
                + $"{FolderReader.Count(unknown.Length, "class")} that '{train.Shown}' lacks: "
                + $"{NameText.List(unknown)}. Every class needs training images: rename or remove "
                + $"{(unknown.Length == 1 ? "it" : "them")}.");
        }

        string[] missing = [.. classes.Except(held.Classes, StringComparer.Ordinal)];
        if (missing.Length > 0)
        {
            warnings.Add($"'{part.Shown}' has no {(held.ByTable ? "images" : "folder")} for "
                + $"{FolderReader.Count(missing.Length, "class")} of '{train.Shown}': {NameText.List(missing)}.");
        }

        if (unknown.Length == 0)
            return held.Files;
        HashSet<string> left = [.. unknown];
        int count = held.Files.RemoveAll(file => left.Contains(file.ClassName));
        warnings.Add($"{FolderReader.Count(count, "image")} of '{part.Shown}' {(count == 1 ? "was" : "were")} "
            + $"skipped: {FolderReader.Count(unknown.Length, "class")} without training images: "
            + $"{NameText.List(unknown)}.");
        return held.Files;
    }
}
