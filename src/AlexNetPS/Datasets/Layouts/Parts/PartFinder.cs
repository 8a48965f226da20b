using System.Text.RegularExpressions;
using AlexNetPS.Datasets.Layouts.Synsets;

namespace AlexNetPS.Datasets.Layouts.Parts;

/// <summary>Finds the parts of a dataset by folder and file names; null if the layout does not match.</summary>
internal static partial class PartFinder
{
    public static DatasetParts? Folders(DatasetSource source)
    {
        if (source.IsFile)
            return null;
        List<string> folders = FolderReader.FoldersIn(source.Path);
        (string within, DatasetPart[] parts) = ("", PartFolders.Find(source.Path, "", folders));
        if (!parts.Any(part => part.Split == SplitName.Train))
            (within, parts) = PartFolders.FindWithin(source.Path, folders);
        string folder = Path.Combine(source.Path, within);
        return parts.Length == 0 ? null
            : new DatasetParts($"{string.Join(", ", parts.Select(part => part.Path))} above class folders", parts,
                [.. ((string[])[folder, source.Path]).Distinct().Select(Path.TrimEndingDirectorySeparator)])
            {
                Others = [.. FolderReader.FoldersIn(folder).Select(name => within + name)
                    .Where(name => !Array.Exists(parts, part => IsIn(part.Path, name)))],
            };

        static bool IsIn(string part, string name) =>
            part == name || part.StartsWith(name + "/", StringComparison.Ordinal);
    }

    public static DatasetParts? Kaggle(DatasetSource source)
    {
        const string Inner = "CLS-LOC";
        string? below = source.IsFile ? null
            : Path.GetFileName(source.Path) == Inner ? ""
            : ((string[])[$"ILSVRC/Data/{Inner}", $"Data/{Inner}", Inner]).FirstOrDefault(
                name => Directory.Exists(Path.Combine(source.Path, name)));
        if (below is null)
            return null;
        string data = Path.Combine(source.Path, below);
        DatasetPart[] parts =
            PartFolders.Find(data, below.Length == 0 ? "" : below + "/", FolderReader.FoldersIn(data));
        return parts.Length == 0 ? null : new DatasetParts("Kaggle's ILSVRC folders", parts, [.. Upwards(data, 4)]);
    }

    public static DatasetParts? TinyImageNet(DatasetSource source)
    {
        if (source.IsFile
            || !(File.Exists(Path.Combine(source.Path, "val", "val_annotations.txt"))
                || File.Exists(Path.Combine(source.Path, "wnids.txt"))))
        {
            return null;
        }

        DatasetPart[] parts = PartFolders.Find(source.Path, "", FolderReader.FoldersIn(source.Path));
        return parts.Length == 0 ? null : new DatasetParts("tiny-imagenet", parts, [source.Path]);
    }

    public static DatasetParts? Ilsvrc(DatasetSource source)
    {
        if (source.IsFile && !source.HasExtension(".tar"))
            return null;
        string[] names = [.. source.FileNames()];
        List<string> folders = source.IsFile ? [] : FolderReader.FoldersIn(source.Path);
        List<DatasetPart> parts = [];
        foreach (string name in (IEnumerable<string>)[.. names, .. folders])
        {
            if (PartPattern().Match(name) is { Success: true } match
                && parts.TrueForAll(part => part.Split != SplitOf(match.Groups[1].ValueSpan)))
            {
                parts.Add(new(SplitOf(match.Groups[1].ValueSpan), name));
            }
        }

        if (source.IsFile && parts.Count == 0)
            parts.Add(new(SplitName.Train, names[0]));
        else if (names.Any(IsClassTar))
            parts.Add(new(SplitName.Train, ""));
        bool known = parts.Count > 0 || Devkit.Find(source.Root) is not null
            || folders.Any(folder => HasGroundTruth(Path.Combine(source.Path, folder)));
        foreach (DatasetPart part in PartFolders.Find(source.Root, "", folders))
        {
            known |= part.Split == SplitName.Train
                && Directory.EnumerateFiles(Path.Combine(source.Path, part.Path), "n*.tar")
                    .Any(path => IsClassTar(Path.GetFileName(path)));
            if (parts.TrueForAll(other => other.Split != part.Split))
                parts.Add(part);
        }

        if (!known && !HasGroundTruth(source.Root) || parts.Count == 0)
            return null;
        return new DatasetParts("ILSVRC as downloaded: "
            + $"{string.Join(", ", parts.Select(part => part.Path.Length == 0 ? "tars of classes" : part.Path))}",
            parts, [source.Root]);
    }

    public static bool IsClassTar(string name) => ClassTarPattern().IsMatch(name);

    private static bool HasGroundTruth(string folder) =>
        ImageLabels.GroundTruthNames.Any(name => File.Exists(Path.Combine(folder, name)));

    private static IEnumerable<string> Upwards(string? folder, int levels)
    {
        for (; folder is not null && levels > 0; folder = Path.GetDirectoryName(folder), levels--)
            yield return folder;
    }

    private static SplitName SplitOf(ReadOnlySpan<char> name) => name switch
    {
        "train" => SplitName.Train,
        "test" => SplitName.Test,
        _ => SplitName.Validation,
    };

    [GeneratedRegex(@"^ILSVRC20\d\d_img_(train|val|test)(_v\d+)?(\.tar)?$", RegexOptions.CultureInvariant)]
    private static partial Regex PartPattern();

    [GeneratedRegex(@"^n\d{8}\.tar$", RegexOptions.CultureInvariant)]
    private static partial Regex ClassTarPattern();
}
