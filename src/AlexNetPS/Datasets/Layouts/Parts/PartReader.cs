using AlexNetPS.Datasets.Layouts.Archives;
using AlexNetPS.Datasets.Layouts.Lists;
using AlexNetPS.Datasets.Layouts.Synsets;
using AlexNetPS.Formats.Tar;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Layouts.Parts;

/// <summary>
/// Lists a part: class folders, tars of classes, a tar of such tars, or a flat folder of images with a table of labels.
/// </summary>
internal sealed class PartReader(LayoutRequest request, IReadOnlyList<string> tables, List<string> warnings)
{
    private readonly string _root = request.Root;

    /// <returns>Contents of the part; null for a test part without labels, which a warning reports.</returns>
    /// <exception cref="DatasetException">Images have no labels.</exception>
    public PartContents? Read(DatasetPart part, SplitName? split)
    {
        string path = Path.Combine(_root, part.Path);
        return File.Exists(path) ? ReadTar(part, path, split)
            : FolderList.ReadPart(part, split, request, warnings) ?? ReadFolder(part, path, split);
    }

    private PartContents? ReadFolder(DatasetPart part, string path, SplitName? split)
    {
        List<string> classes = part.Path.Length == 0
            ? FolderReader.FoldersIn(path)
            : FolderReader.FoldersIn(path, warnings, request.SystemFolders);
        string[] tars = [.. Directory.EnumerateFiles(path, "*.tar").Select(file => Path.GetFileName(file))
            .Where(PartFinder.IsClassTar).Order(StringComparer.Ordinal)];
        if (tars.Length > 0)
            return ReadClassTars(part, path, tars, split);
        if (classes.Count == 0 || OnlyImages(path, classes) is not null)
            return ReadFlat(part, Path.Combine(path, OnlyImages(path, classes) ?? ""), split);
        FolderReader.ReportStrays(path, "a class folder", warnings);
        // tiny-imagenet has lists of boxes next to the images.
        return new([.. FolderReader.ListClasses(request, part.Path, classes, split)
            .Where(file => !file.RelativePath.EndsWith("_boxes.txt", StringComparison.Ordinal))], classes, false);
    }

    /// <summary>
    /// Returns the folder of all images of a part, such as "images" next to "labels"; null if there is none.
    /// </summary>
    private static string? OnlyImages(string path, List<string> folders)
    {
        if (!folders.Exists(PartNames.IsNeutral))
            return null;
        string[] holders = [.. folders.Where(name => FolderReader.HasImages(Path.Combine(path, name), 1))];
        return holders is [string only] && PartNames.IsNeutral(only) && FolderReader.HasImages(Path.Combine(path, only), 0)
            ? only
            : null;
    }

    private PartContents? ReadFlat(DatasetPart part, string folder, SplitName? split)
    {
        string prefix = Path.GetRelativePath(_root, folder).Replace('\\', '/') + "/";
        FileInfo[] images =
            [.. new DirectoryInfo(folder).EnumerateFiles().Where(file => ImageNames.IsImage(file.Name))];
        return Label(part, [folder, Path.GetDirectoryName(folder)!],
            images.Select(file => new SourceFile(prefix + file.Name, "", split, file.Length, file.LastWriteTimeUtc)),
            images.Length);
    }

    private PartContents ReadClassTars(DatasetPart part, string path, string[] tars, SplitName? split)
    {
        List<SourceFile> files = [];
        foreach (string tar in tars)
        {
            request.Cancellation.ThrowIfCancellationRequested();
            using TarArchive archive =
                TarArchive.Open(Path.Combine(path, tar), part.Path.Length == 0 ? tar : $"{part.Path}/{tar}", warnings);
            files.AddRange(archive.Files(archive.Members(), Path.GetFileNameWithoutExtension(tar), split));
        }

        return new(files, [.. tars.Select(tar => Path.GetFileNameWithoutExtension(tar))], false);
    }

    private PartContents? ReadTar(DatasetPart part, string path, SplitName? split)
    {
        using TarArchive archive = TarArchive.Open(path, part.Path, warnings);
        List<TarMember> members = [];
        foreach (TarMember member in archive.Members())
        {
            request.Cancellation.ThrowIfCancellationRequested();
            if (!ImageNames.IsClutter(Path.GetFileName(member.Name.AsSpan())) && !SystemFolders.Contain(member.Name))
                members.Add(member);
        }

        if (members.Exists(member => member.Name.EndsWith(".tar", StringComparison.OrdinalIgnoreCase)))
        {
            List<SourceFile> files = [];
            List<string> classes = [];
            foreach (TarMember member in members.Where(
                member => member.Name.EndsWith(".tar", StringComparison.OrdinalIgnoreCase)))
            {
                request.Cancellation.ThrowIfCancellationRequested();
                classes.Add(Path.GetFileNameWithoutExtension(member.Name));
                files.AddRange(archive.Files(archive.MembersOf(member), classes[^1], split));
            }

            classes.Sort(string.CompareOrdinal);
            return new(files, [.. classes.Distinct()], false);
        }

        ILookup<string, TarMember> folders =
            members.ToLookup(member => Path.GetFileName(Path.GetDirectoryName(member.Name.AsSpan())).ToString());
        return folders.Count > 1
            ? new([.. folders.SelectMany(folder => archive.Files(folder, folder.Key, split))],
                [.. folders.Select(folder => folder.Key).Order(StringComparer.Ordinal)], false)
            : Label(part, [Path.GetDirectoryName(path)!],
                archive.Files(members.Where(member => ImageNames.IsImage(member.Name)), "", split), members.Count);
    }

    private PartContents? Label(DatasetPart part, IEnumerable<string> nearby, IEnumerable<SourceFile> files, int count)
    {
        ImageLabels? labels = ImageLabels.Find([.. nearby, .. tables], part.Split, warnings);
        if (labels is null && (part.Split == SplitName.Test || count == 0))
        {
            warnings.Add($"The part '{part.Shown}' was skipped: its {FolderReader.Count(count, "image")} "
                + $"{(count == 1 ? "is" : "are")} not in class folders, and there is no table of labels.");
            return null;
        }

        if (labels is null)
        {
            throw new DatasetException($"'{Path.Combine(_root, part.Path)}' contains "
                + $"{FolderReader.Count(count, "image")} but no class folders, so they have no labels. "
                + "Put them into folders named after the classes, import a list of paths and labels, take the labels "
                + "from the file names with -LabelPattern, or put one of "
                + $"{NameText.List(ImageLabels.Names)} next to them (the ground truth of ILSVRC needs the "
                + "devkit too). If the folder is a class itself, use -Layout ClassFolders.");
        }

        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        List<SourceFile> labeled = [];
        foreach (SourceFile file in files)
        {
            request.Cancellation.ThrowIfCancellationRequested();
            string name = file.RelativePath[(file.RelativePath.LastIndexOfAny(['/', '#']) + 1)..];
            if (labels.ClassOf(name) is { } label)
            {
                names.TryAdd(label, label);
                labeled.Add(file with { ClassName = names[label] });
            }
            else
            {
                labeled.Add(SourceFile.Missing(file.RelativePath, "", $"'{labels.Source}' has no label for it"));
            }
        }

        return new(labeled, [.. names.Keys.Order(StringComparer.Ordinal)], true);
    }
}
