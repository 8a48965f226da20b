using AlexNetPS.Datasets;
using AlexNetPS.Formats.Csv;
using AlexNetPS.Formats.Files;

namespace AlexNetPS.Training.Runs;

/// <summary>Which images of a split a run was trained on.</summary>
public static class TrainedImages
{
    /// <summary>
    /// Returns how many images of a split the run was trained on, by the list in its folder; without one (an index-only
    /// dataset), by the split. 0 for a dataset in another folder.
    /// </summary>
    public static int Count(TrainingRun run, DatasetSplit split)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(split);
        if (!FileNames.Comparer.Equals(run.Manifest.Dataset.SourcePath, split.Dataset.SourcePath))
            return 0;
        if (Read(run.DataPath) is { } trained)
            return split.Samples.Count(sample => trained.Contains(sample.RelativePath));
        return split.Name == SplitName.Train && split.Fold == run.Fold ? split.Count : 0;
    }

    private static HashSet<string>? Read(string path)
    {
        try
        {
            using StreamReader input = InputFile.OpenText(path);
            using ITableReader table = TableFormats.Csv.Open(input);
            HashSet<string> trained = new(StringComparer.Ordinal);
            while (table.Read() is { Count: 4 } row)
            {
                if (row[0] == nameof(SplitName.Train))
                    trained.Add(row[2]);
            }

            return trained;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return null;
        }
    }
}
