using System.Text.Json.Nodes;
using AlexNetPS.Recipes;

namespace AlexNetPS.Training.Dvc;

/// <summary>
/// metrics.json: the numbers of the last epoch, and those of the best one. Nothing in it depends on the clock, so that
/// a repeated run has the same file.
/// </summary>
internal static class DvcMetrics
{
    /// <summary>Returns the text of the file.</summary>
    /// <param name="curves">The numbers of an epoch.</param>
    /// <param name="epochs">At least one.</param>
    public static string Of(IReadOnlyList<EpochCurve> curves, IReadOnlyList<EpochResult> epochs)
    {
        JsonObject metrics = new() { ["step"] = epochs.Count - 1 };
        Add(metrics, curves, epochs[^1]);
        if (epochs.LastOrDefault(epoch => epoch.IsBest) is EpochResult best)
        {
            JsonObject numbers = new() { ["epoch"] = best.Epoch };
            Add(numbers, curves, best);
            metrics["best"] = numbers;
        }

        return metrics.ToJsonString(RecipeFile.Json) + "\n";
    }

    private static void Add(JsonObject metrics, IReadOnlyList<EpochCurve> curves, EpochResult epoch)
    {
        foreach (IGrouping<string, EpochCurve> part in curves.GroupBy(curve => curve.Part))
        {
            JsonObject numbers = [];
            foreach (EpochCurve curve in part)
                numbers[curve.Column] = curve.Value(epoch);
            metrics[part.Key] = numbers;
        }
    }
}
