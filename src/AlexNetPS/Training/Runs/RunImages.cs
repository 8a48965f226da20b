using System.Globalization;
using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Formats.Csv;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Training.Runs;

/// <summary>
/// data.csv: the images of a run with the SHA-256 of their files, so that differences can be listed on resume.
/// </summary>
internal static class RunImages
{
    private const int NamesShown = 5;

    private static readonly string[] _columns = ["split", "label", "path", "sha256"];

    public static void Write(TextWriter output, ImageNetDataset dataset, ContentHash[] hashes)
    {
        using ITableWriter table = TableFormats.Csv.Create(output, _columns);
        foreach ((SplitName split, ImageSample sample) in dataset.Images)
            table.Write([split.ToString(), sample.LabelIndex, sample.RelativePath, hashes[sample.Index].ToString()]);
    }

    /// <summary>Writes the images of a run into its folder, unless they are there or have no hashes.</summary>
    public static void WriteOnce(RunFolder folder, ImageNetDataset dataset, ContentHash[]? hashes)
    {
        if (hashes is not null && !File.Exists(folder.DataPath))
            folder.Guard(() => FileReplacement.WriteText(folder.DataPath, writer => Write(writer, dataset, hashes)));
    }

    /// <summary>Describes the images that differ from those of a run.</summary>
    /// <param name="path">Path of the run's data.csv.</param>
    /// <param name="dataset">The current dataset.</param>
    /// <param name="hashes">Hashes of its files; null to compare only names, labels and splits.</param>
    /// <returns>The end of a sentence; empty if there is no such file, or if it shows no difference.</returns>
    public static string Differences(string path, ImageNetDataset dataset, ContentHash[]? hashes)
    {
        var now = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach ((SplitName split, ImageSample sample) in dataset.Images)
        {
            now[sample.RelativePath] = [split.ToString(), sample.LabelIndex.ToString(CultureInfo.InvariantCulture),
                hashes?[sample.Index].ToString() ?? ""];
        }

        List<string> changed = [], relabeled = [], removed = [];
        try
        {
            using StreamReader input = InputFile.OpenText(path);
            using ITableReader table = TableFormats.Csv.Open(input);
            while (table.Read() is { Count: 4 } row)
            {
                if (!now.Remove(row[2], out string[]? image))
                    removed.Add(row[2]);
                else if (hashes is not null && image[2] != row[3])
                    changed.Add(row[2]);
                else if (image[0] != row[0] || image[1] != row[1])
                    relabeled.Add(row[2]);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return "";
        }

        (string What, IReadOnlyCollection<string> Names)[] groups =
            [("other contents", changed), ("another label or split", relabeled), ("no longer there", removed),
                ("added", now.Keys)];
        return string.Concat(
            groups.Where(group => group.Names.Count > 0).Select(group => $"; {group.What}: {List(group.Names)}"));
    }

    private static string List(IReadOnlyCollection<string> names) =>
        NameText.List([.. names.Select(name => $"'{NameText.Truncate(name, 120)}'")], NamesShown);
}
