using System.Globalization;

namespace AlexNetPS.Training.Runs;

/// <summary>Differing settings as texts of limited length: "LearningRate 0.01, +5".</summary>
internal static class SettingSummary
{
    /// <summary>Returns a text for each run; all name the same settings, the first ones that fit.</summary>
    /// <param name="runs">The settings of each run, all with the same names.</param>
    /// <param name="length">Maximum length of a text.</param>
    public static string[] Of(IReadOnlyList<IReadOnlyDictionary<string, object?>> runs, int length)
    {
        int count = runs[0].Count;
        if (count == 0)
            return [.. runs.Select(_ => "")];
        return Fitting(runs, length, (name, value) => string.Create(CultureInfo.InvariantCulture,
                $"{name} {value ?? "none"}"))
            ?? Fitting(runs, length, (name, _) => name)
            ?? [.. runs.Select(_ => count == 1 ? "1 setting"
                : string.Create(CultureInfo.InvariantCulture, $"{count} settings"))];
    }

    private static string[]? Fitting(IReadOnlyList<IReadOnlyDictionary<string, object?>> runs, int length,
        Func<string, object?, string> item)
    {
        List<string> chosen = [];
        string[]? fitting = null;
        foreach (string name in runs[0].Keys)
        {
            string[] texts = [.. runs.Select(run => Text(run, [.. chosen, name], item))];
            if (texts.Any(text => text.Length > length))
                continue;
            chosen.Add(name);
            fitting = texts;
        }

        return fitting;
    }

    private static string Text(IReadOnlyDictionary<string, object?> run, string[] names,
        Func<string, object?, string> item)
    {
        string text = string.Join(", ", names.Select(name => item(name, run[name])));
        return names.Length == run.Count
            ? text
            : string.Create(CultureInfo.InvariantCulture, $"{text}, +{run.Count - names.Length}");
    }
}
