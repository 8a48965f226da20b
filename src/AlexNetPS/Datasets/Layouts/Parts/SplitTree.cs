using AlexNetPS.Datasets.Layouts.Synsets;

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
        new(layout, expects, request => find(request.Source) is not null, request => Read(request, find(request.Source)!));

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

        PartContents contents = request.Renaming.Apply(reader.Read(train, drawn ? null : SplitName.Train)
            ?? throw WrongLevel.NoClasses(Path.Combine(request.Root, train.Path)));
        List<SourceFile> files = contents.Files;
        foreach (DatasetPart part in tree.Parts.Where(part => part != train))
        {
            if (reader.Read(part, part.Split) is not { } read)
                continue;
            PartContents held = request.Renaming.Apply(read);
            if (HeldOutPart.IsUnlabeled(part, held, contents.Classes))
            {
                warnings.Add($"The part '{part.Shown}' was skipped: its images are in one folder, '{held.Classes[0]}', "
                    + $"which is no class of '{train.Shown}', so they have no labels.");
                continue;
            }

            files.AddRange(
                HeldOutPart.Fitting(request.Root, part, train.Shown, held, contents.Classes, warnings));
        }

        return FolderReader.Finish(tree.Words, files, contents.Classes, warnings) with
        {
            Descriptions = ClassDescriptions.Find(tree.Tables, contents.Classes),
            ClassMap = request.Renaming.Resolved,
        };
    }
}
