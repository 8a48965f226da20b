using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Layouts.Parts;

/// <summary>Finds the folders of parts by their names.</summary>
internal static class PartFolders
{
    /// <summary>How to name parts that cannot be known.</summary>
    internal const string Advice = "name them: Import-ImageNetFolder -TrainPath FOLDER -ValidationPath FOLDER "
        + "-TestPath FOLDER (each takes several, and they may be anywhere on the disk)";

    /// <summary>Returns the parts among the folders in a folder; empty if there are none.</summary>
    /// <param name="folder">Full path.</param>
    /// <param name="prefix">Its path relative to the dataset folder, with a final '/'; "" for that folder
    /// itself.</param>
    /// <param name="folders">Names of the folders in it.</param>
    /// <exception cref="DatasetException">Several folders are the same part.</exception>
    public static DatasetPart[] Find(string folder, string prefix, IReadOnlyList<string> folders)
    {
        (string Name, PartName Part)[] named = [.. folders.Select(name => (name, Part: PartNames.Of(name)))
            .Where(found => found.Part is not null).Select(found => (found.name, found.Part!.Value))];
        (string Name, PartName Part)[] chosen = [.. named.Where(found => found.Part.IsPlain)];
        if (!chosen.Any(IsTrain) && Alike(folder, named) is { Length: > 0 } alike)
            chosen = alike;
        if (chosen.Length == 1 && IsTrain(chosen[0]) && IsClass(folder, chosen[0].Name, folders))
            return [];
        return [.. chosen.GroupBy(found => found.Part.Split).OrderBy(group => group.Key)
            .Select(group => new DatasetPart(group.Key, prefix + FolderUnwrapping.Inside(folder, One(folder, group))))];
    }

    /// <summary>
    /// Returns the parts of a folder that do nothing but contain them: images/train, dataset/training_set.
    /// </summary>
    public static (string Prefix, DatasetPart[] Parts) FindWithin(string root, IReadOnlyList<string> folders)
    {
        (string Prefix, DatasetPart[] Parts)[] within = [.. folders.Where(PartNames.IsNeutral)
            .Select(name => ($"{name}/", Find(Path.Combine(root, name), $"{name}/",
                FolderReader.FoldersIn(Path.Combine(root, name)))))
            .Where(found => found.Item2.Any(part => part.Split == SplitName.Train))];
        return within.Length == 1
            && !folders.Any(name => $"{name}/" != within[0].Prefix && FolderReader.HasImages(Path.Combine(root, name), 2))
            ? within[0]
            : ("", []);
    }

    private static bool IsTrain((string Name, PartName Part) found) => found.Part.Split == SplitName.Train;

    /// <summary>Returns names with the same word besides the part, of which one is the training part.</summary>
    private static (string Name, PartName Part)[] Alike(string folder, (string Name, PartName Part)[] named)
    {
        (string Name, PartName Part)[][] groups = [.. named.GroupBy(found => found.Part.Rest)
            .Where(group => group.Any(IsTrain) && group.DistinctBy(found => found.Part.Split).Count() > 1)
            .Select(group => group.ToArray())];
        return groups.Length > 1
            ? throw new DatasetException($"'{folder}' has more than one training part: "
                + $"{NameText.List([.. groups.SelectMany(group => group).Where(IsTrain).Select(found => found.Name)])}. "
                + $"If they are parts, {Advice}. If they are the classes, use -Layout ClassFolders.")
            : groups.FirstOrDefault() ?? [];
    }

    /// <summary>The name that most datasets use wins: evaluation next to test is another folder.</summary>
    private static string One(string folder, IGrouping<SplitName, (string Name, PartName Part)> group)
    {
        string[] usual = [.. group.Where(found => found.Part.IsUsual).Select(found => found.Name)];
        string[] names = usual.Length > 0 ? usual : [.. group.Select(found => found.Name)];
        return names.Length == 1
            ? names[0]
            : throw new DatasetException($"'{folder}' has more than one folder for the same part: "
                + $"{NameText.List(names)}. Keep one of them, or {Advice}. If they are the classes, use -Layout "
                + "ClassFolders.");
    }

    /// <summary>A class of trains among classes of vehicles: images, and no folders, among folders of images.</summary>
    private static bool IsClass(string root, string name, IReadOnlyList<string> folders)
    {
        string folder = Path.Combine(root, name);
        return FolderReader.HasImages(folder, 0) && FolderReader.FoldersIn(folder).Count == 0
            && folders.Any(other => PartNames.Of(other) is null && FolderReader.HasImages(Path.Combine(root, other), 0));
    }
}
