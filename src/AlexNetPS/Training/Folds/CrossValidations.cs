using System.Text.Json.Nodes;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Training.Folds;

/// <summary>Cross-validations: runs that differ only in their fold.</summary>
internal static class CrossValidations
{
    private const int SettingsLength = 60;

    /// <summary>
    /// Groups the runs of folds by their settings, in the order of the runs. Of several runs of one fold the newest
    /// counts.
    /// </summary>
    public static IReadOnlyList<(string Settings, IReadOnlyList<FoldScore> Scores)> Of(IEnumerable<FoldScore> scores)
    {
        List<(OrderedDictionary<string, JsonNode?> Settings, List<FoldScore> Scores)> groups = [];
        Dictionary<string, int> known = new(StringComparer.Ordinal);
        foreach (FoldScore score in scores.Where(score => score.Run.Fold is not null))
        {
            OrderedDictionary<string, JsonNode?> settings = RunSettings.Of(score.Run);
            settings.Remove(RunSettings.FoldNumber);
            string key = string.Join('\n', settings.Select(setting =>
                $"{setting.Key}={setting.Value?.ToJsonString()}").Append(score.Run.Manifest.Dataset.SourcePath));
            if (known.TryAdd(key, groups.Count))
                groups.Add((settings, []));
            groups[known[key]].Scores.Add(score);
        }

        if (groups.Count == 0)
            return [];
        string[] texts = SettingSummary.Of(RunSettings.Differing([.. groups.Select(group => group.Settings)]),
            SettingsLength);
        return [.. groups.Zip(texts, (group, text) => (text, Newest(group.Scores)))];
    }

    private static IReadOnlyList<FoldScore> Newest(IEnumerable<FoldScore> scores) =>
        [.. scores.GroupBy(score => score.Fold.Number).Select(same => same.MaxBy(score => score.Run.Started)!)];
}
