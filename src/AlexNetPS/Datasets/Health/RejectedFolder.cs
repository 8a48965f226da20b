using AlexNetPS.Datasets.Layouts;
using AlexNetPS.Datasets.Layouts.Parts;

namespace AlexNetPS.Datasets.Health;

/// <summary>
/// Converts the rejection of a folder to a finding. Folder names distinguish cases that the importer does not.
/// </summary>
internal static class RejectedFolder
{
    public static DatasetFinding Explain(string root, DatasetException rejection)
    {
        string[] folders = Folders(root);
        string? train = folders.FirstOrDefault(folder => PartOf(folder) == SplitName.Train);
        string[] heldOut = [.. folders.Where(folder => PartOf(folder) is SplitName.Validation or SplitName.Test)];
        if (train is not null
            && heldOut.FirstOrDefault(folder => HasImages(folder) && Folders(folder).Length == 0) is { } flat)
        {
            return Error(FindingKind.FlatHeldOutFolder,
                $"'{flat}' contains images but no class folders, so they have no labels.",
                "Put its images into folders named like those of the training part, or import a list with labels.");
        }

        if (train is not null
            && heldOut.Any(folder => !Folders(folder).Select(Name).ToHashSet().IsSubsetOf(Folders(train).Select(Name))))
        {
            return Error(FindingKind.ClassSetsDiffer, rejection.Message, "Every class needs training images.");
        }

        if (rejection.RightLevel is { } advice)
            return Error(FindingKind.FolderLevel, rejection.Message[..^(advice.Length + 1)], advice);
        return Error(FindingKind.Layout, rejection.Message,
            "Import-ImageNetFolder rejects this folder for the same reason.");
    }

    private static DatasetFinding Error(FindingKind kind, string what, string advice) =>
        new(FindingSeverity.Error, kind, what, [], advice);

    private static string Name(string folder) => Path.GetFileName(folder);

    private static SplitName? PartOf(string folder) => PartNames.Of(Name(folder))?.Split;

    private static string[] Folders(string folder) =>
        [.. FolderReader.FoldersIn(folder).Select(name => Path.Combine(folder, name))];

    private static bool HasImages(string folder) => FolderReader.HasImages(folder, 0);
}
