using AlexNetPS.Datasets.Layouts.Parts;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Layouts;

/// <summary>
/// Images whose labels are in their file names, in a folder, its subfolders, or the folders of parts.
/// </summary>
internal static class PatternFolder
{
    private const string NoLabel = "its name does not match -LabelPattern, so it has no label";

    /// <exception cref="DatasetException">No image has a label.</exception>
    public static FolderListing Read(LayoutRequest request)
    {
        var pattern = new LabelPattern(request.Options.LabelPattern!);
        List<string> warnings = [];
        DatasetPart[] parts = PartFolders.Find(request.Root, "",
            FolderReader.FoldersIn(request.Root, warnings, request.SystemFolders));
        bool hasTraining = parts.Any(part => part.Split == SplitName.Train);
        if (!hasTraining)
            parts = [new(SplitName.Train, "")];
        bool drawn = parts.All(part => part.Split != SplitName.Validation);
        var classes = new Dictionary<string, string>(StringComparer.Ordinal);
        List<SourceFile> files = [];
        foreach (DatasetPart part in parts)
        {
            SplitName? split = part.Split == SplitName.Train && drawn ? null : part.Split;
            string prefix = part.Path.Length == 0 ? "" : part.Path + "/";
            foreach (SourceFile file in new FolderWalk(
                Path.TrimEndingDirectorySeparator(Path.Combine(request.Root, part.Path)), prefix, "", split,
                request.SystemFolders).Files())
            {
                request.Cancellation.ThrowIfCancellationRequested();
                if (file.Fault is not null)
                    files.Add(file);
                else if (ImageNames.IsImage(file.RelativePath))
                    files.Add(Labeled(file, pattern, classes));
            }
        }

        SourceFile[] unlabeled = [.. files.Where(file => file.Fault == NoLabel)];
        int without = unlabeled.Length;
        if (classes.Count == 0)
        {
            throw new DatasetException($"-LabelPattern '{pattern}' matches none of the "
                + $"{FolderReader.Count(files.Count, "image")} of '{request.Root}'"
                + (files.Count == 0 ? "." : $", such as '{files[0].RelativePath}'."));
        }

        if (without > 0)
        {
            warnings.Add($"{FolderReader.Count(without, "image")} {(without == 1 ? "was" : "were")} skipped, because "
                + $"-LabelPattern '{pattern}' does not match: "
                + $"{NameText.List([.. unlabeled.Take(4).Select(file => file.RelativePath)])}.");
        }

        return FolderReader.Finish($"labels from file names by {pattern}", files,
            [.. NumericOrder.Of(classes.Keys)], warnings);
    }

    private static SourceFile Labeled(in SourceFile file, LabelPattern pattern, Dictionary<string, string> classes)
    {
        if (pattern.LabelOf(file.RelativePath) is not { } label)
            return SourceFile.Missing(file.RelativePath, "", NoLabel);
        if (!classes.TryGetValue(label, out string? shared))
            classes.Add(label, shared = label);
        return file with { ClassName = shared };
    }
}
