using System.Globalization;
using System.Text.RegularExpressions;
using AlexNetPS.Datasets.Layouts.Parts;

namespace AlexNetPS.Datasets.Layouts.Parquets;

/// <summary>
/// Finds the Parquet files of a dataset and their splits, as Hugging Face names them:
/// data/train-00000-of-00002.parquet, train/0000.parquet, validation.parquet.
/// </summary>
internal static partial class ParquetShards
{
    private static readonly string[] _places = ["", "data", "default"];

    /// <summary>Returns the paths of the files relative to the root of the source, in ordinal order.</summary>
    public static string[] Find(DatasetSource source)
    {
        if (source.IsFile)
            return source.HasExtension(ParquetImages.Extension) ? [Path.GetFileName(source.Path)] : [];
        List<string> found = [];
        foreach (string place in _places)
        {
            string folder = Path.Combine(source.Path, place);
            if (!Directory.Exists(folder))
                continue;
            string prefix = place.Length == 0 ? "" : place + "/";
            found.AddRange(In(folder, prefix));
            foreach (string part in FolderReader.FoldersIn(folder).Where(name => PartNames.Of(name) is not null))
                found.AddRange(In(Path.Combine(folder, part), $"{prefix}{part}/"));
        }

        return [.. found.Order(StringComparer.Ordinal)];
    }

    /// <summary>Returns the split that the name of a file, or of its folder, states; null if it states none.</summary>
    public static SplitName? Split(string shard)
    {
        string[] steps = shard.Split('/');
        PartName? own = PartNames.Of(Path.GetFileNameWithoutExtension(steps[^1]));
        return (own ?? (steps.Length > 1 ? PartNames.Of(steps[^2]) : null))?.Split;
    }

    /// <summary>Warns of files that the names of others say there are.</summary>
    public static void ReportMissing(string[] shards, List<string> warnings)
    {
        foreach (IGrouping<string, Match> set in shards.Select(shard => NumberPattern().Match(shard))
            .Where(match => match.Success)
            .GroupBy(match => match.Groups["start"].Value + match.Groups["count"].Value))
        {
            Match any = set.First();
            int count = int.Parse(any.Groups["count"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture),
                there = set.Count();
            if (there < count)
            {
                warnings.Add($"{FolderReader.Count(count - there, "file")} of '{any.Groups["start"]}' "
                    + $"{(count - there == 1 ? "is" : "are")} missing: the names say that there are {count:N0}. "
                    + "Download the rest.");
            }
        }
    }

    private static IEnumerable<string> In(string folder, string prefix) =>
        Directory.EnumerateFiles(folder, "*" + ParquetImages.Extension).Select(path => Path.GetFileName(path))
            .Where(name => !ImageNames.IsClutter(name)).Select(name => prefix + name);

    [GeneratedRegex(@"^(?<start>.+)-\d{5}-of-(?<count>\d{5})(-[0-9a-f]{16})?\.parquet$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex NumberPattern();
}
