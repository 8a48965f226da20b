namespace AlexNetPS.Datasets.Export;

/// <summary>Counts what was written.</summary>
internal static class ExportedFiles
{
    public static ExportedDataset Result(ExportSelection selection, ExportFormat format, string path,
        IReadOnlyList<string> files, long bytes, int renamed) =>
        new(format, path, selection.Count, selection.Images.Select(image => image.Label).Distinct().Count(),
            Count(selection, SplitName.Train), Count(selection, SplitName.Validation), Count(selection, SplitName.Test),
            bytes, files, renamed);

    private static int Count(ExportSelection selection, SplitName split) =>
        selection.Images.Count(image => image.Split == split);
}
