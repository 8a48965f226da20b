using System.Globalization;
using System.Text;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Layouts.Cifar;

/// <summary>
/// CIFAR-10 and CIFAR-100, binary or for Python, in a folder or in their tar.gz. Images keep their 32 x 32 pixels.
/// </summary>
/// <remarks>The test batch is the only held-out part, so it serves as the validation split.</remarks>
internal static class CifarSets
{
    /// <summary>Returns the datasets in a folder, each once, or that of an archive.</summary>
    public static List<NamedSet> Find(DatasetSource source) =>
        [.. Places(source).DistinctBy(place => place.Version.Name).Select(place => new NamedSet(place.Version.Name,
            DatasetLayout.Cifar, request => Read(request, place.Path, place.Version)))];

    /// <summary>Returns paths relative to the source's root: folders, then archives.</summary>
    private static IEnumerable<(string Path, CifarVersion Version)> Places(DatasetSource source)
    {
        if (source.IsFile)
        {
            string name = Path.GetFileName(source.Path);
            return CifarVersion.All.Where(version => Archives(version).Contains(name)).Select(version => (name, version));
        }

        return ((IEnumerable<(string Path, CifarVersion Version)>)
        [
            .. CifarVersion.All.Select(version => ("", version)),
            .. CifarVersion.All.Select(version => (version.Folder, version)),
        ]).Where(place => place.Version.Fits(name => File.Exists(Path.Combine(source.Path, place.Path, name))))
        .Concat(CifarVersion.All.SelectMany(version => Archives(version)
            .Where(name => File.Exists(Path.Combine(source.Path, name))).Select(name => (name, version))));
    }

    // A browser may have unpacked the outer file.
    private static string[] Archives(CifarVersion version) =>
        [version.Archive + ".gz", version.Archive, Path.ChangeExtension(version.Archive, ".tgz")];

    /// <exception cref="DatasetException">A batch is damaged.</exception>
    private static FolderListing Read(LayoutRequest request, string place, CifarVersion version)
    {
        var source = new CifarFiles(Path.Combine(request.Root, place), version);
        string[] batches = [.. version.Batches.Where(source.Has)];
        if (batches.Length == 0)
            throw new DatasetException($"'{source.Path}' has no batches of {version.Name}. Download it again.");
        List<string> warnings = [];
        ReportMissing(source, version, batches, warnings);
        string[] classes = Names(source, version);
        bool hasHeldOut = batches.Length > 1 && batches.Contains(version.TestBatch);
        string prefix = place.Length == 0 ? "" : source.IsPacked ? place + "#" : place + "/";
        List<SourceFile> files = [];
        foreach (string name in batches)
        {
            request.Cancellation.ThrowIfCancellationRequested();
            CifarBatch batch = source.Batch(name);
            var file = new FileInfo(source.IsPacked ? source.Path : Path.Combine(source.Path, name));
            SplitName? split = !hasHeldOut ? null
                : name == version.TestBatch ? SplitName.Validation : SplitName.Train;
            for (int i = 0; i < batch.Labels.Length; i++)
            {
                string shown = string.Create(CultureInfo.InvariantCulture, $"{prefix}{name}#{i:D5}");
                int label = batch.Labels[i];
                files.Add(label < classes.Length
                    ? new SourceFile(shown, classes[label], split, file.Length, file.LastWriteTimeUtc,
                        new ArchiveMember(name, batch.First + (long)i * batch.Stride))
                    : SourceFile.Missing(shown, "", $"its label {label} is not one of the {classes.Length} classes"));
            }
        }

        return FolderReader.Finish($"{version.Name} batches", files, classes, warnings) with
        {
            Shape = new ImageShape(CifarBatch.Side, CifarBatch.Side, 3),
            NewReader = () => new CifarReader(source),
        };
    }

    private static void ReportMissing(CifarFiles source, CifarVersion version, string[] batches, List<string> warnings)
    {
        string[] missing = [.. version.Batches.Except(batches)];
        if (missing.Length == 0)
            return;
        warnings.Add($"'{source.Path}' has {batches.Length} of the {version.Batches.Length} batches of {version.Name}: "
            + $"{NameText.List(missing)} {(missing.Length == 1 ? "is" : "are")} missing"
            + (missing.Contains(version.TestBatch) ? ", so the held-out images are drawn" : "")
            + ". Download it again for all images.");
    }

    private static string[] Names(CifarFiles source, CifarVersion version)
    {
        if (!source.Has(version.Table))
            return [.. Enumerable.Range(0, version.Classes).Select(label => label.ToString(CultureInfo.InvariantCulture))];
        byte[] table = source.Bytes(version.Table);
        string[] names = [.. (version.IsPickle
            ? DatasetException.Wrap(() => CifarPickle.ReadNames($"'{version.Table}' in '{source.Path}'", table, version))
            : Encoding.UTF8.GetString(table).Split('\n')).Select(line => line.Trim()).Where(line => line.Length > 0)];
        return names.Length == version.Classes && names.Distinct().Count() == version.Classes
            ? names
            : throw new DatasetException($"'{version.Table}' in '{source.Path}' names {names.Distinct().Count()} classes "
                + $"instead of {version.Classes}. Download it again, or remove it to use numbers as names.");
    }
}
