using System.Globalization;

namespace AlexNetPS.Inference;

/// <summary>An evaluation as text: accuracy, loss, and the classes with the lowest recall.</summary>
public static class EvaluationReport
{
    private const int ClassesShown = 10, WidestName = 24;
    private const string MacroName = "macro average", WeightedName = "weighted average";

    /// <summary>Returns the lines of the report, with numbers in the current culture.</summary>
    public static string Of(Evaluation evaluation)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        return string.Join(Environment.NewLine, [.. Totals(evaluation), "", .. ByClass(evaluation)]);
    }

    private static IEnumerable<string> Totals(Evaluation evaluation)
    {
        yield return string.Create(CultureInfo.CurrentCulture, $"{evaluation.Model}, evaluated on "
            + $"{evaluation.Dataset} ({evaluation.Split}, {evaluation.Count:N0} images)");

        // Top-5 of at most five classes is always 100 %: skipped. Another k is in the options, and is marked.
        IEnumerable<string> others = evaluation.TopK.Where(top => top.K != 1 && !(top.K == 5 && top.IsAlwaysOne))
            .Select(top => string.Create(CultureInfo.CurrentCulture, $"   top-{top.K} {top.Accuracy:P1}")
                + (top.IsAlwaysOne ? $" (always, {top.Classes} classes)" : ""));
        (double low, double high) = evaluation.Top1Interval;
        string loss = evaluation.Loss.ToString(evaluation.Loss < 1e6 ? "N4" : "G4", CultureInfo.CurrentCulture);
        yield return string.Create(CultureInfo.CurrentCulture,
            $"top-1 {evaluation.Top1:P1} ({low * 100:N1} to {high:P1}){string.Concat(others)}   "
            + $"loss {loss}   {evaluation.ImagesPerSecond:N0} images/s");
    }

    private static IEnumerable<string> ByClass(Evaluation evaluation)
    {
        // A class without an image in the split has no recall.
        ClassMetrics[] classes = [.. evaluation.Classes.Where(one => one.Count > 0).OrderBy(one => one.Recall)
            .ThenBy(one => one.Name, StringComparer.CurrentCultureIgnoreCase)];
        int width = Math.Clamp(classes.Select(one => one.Name.Length).DefaultIfEmpty().Max(), WeightedName.Length,
            WidestName);
        yield return classes.Length > ClassesShown
            ? $"The {ClassesShown} of {classes.Length} classes with the lowest recall:"
            : "Classes by recall, lowest first:";
        yield return $"{"Class".PadRight(width)} {"Images",6} {"Precision",9} {"Recall",8} {"F1",8}  "
            + "Most often mistaken for";
        foreach (ClassMetrics one in classes.Take(ClassesShown))
        {
            string name = one.Name.Length > width ? one.Name[..(width - 1)] + '…' : one.Name.PadRight(width);
            yield return string.Create(CultureInfo.CurrentCulture, $"{name} {one.Count,6:N0} {one.Precision,9:P1} "
                + $"{one.Recall,8:P1} {one.F1,8:P1}  {MostConfused(evaluation, one.Index)}").TrimEnd();
        }

        yield return Average(MacroName.PadRight(width), evaluation.MacroAverage);
        yield return Average(WeightedName.PadRight(width), evaluation.WeightedAverage);

        string Average(string name, ClassAverage average) => string.Create(CultureInfo.CurrentCulture,
            $"{name} {evaluation.Count,6:N0} {average.Precision,9:P1} {average.Recall,8:P1} {average.F1,8:P1}");
    }

    private static string MostConfused(Evaluation evaluation, int actual)
    {
        ConfusionRow row = evaluation.ConfusionMatrix[actual];
        int other = Enumerable.Range(0, evaluation.Classes.Count).Where(predicted => predicted != actual)
            .DefaultIfEmpty(actual).MaxBy(predicted => (row[predicted], -predicted));
        return other == actual || row[other] == 0
            ? ""
            : string.Create(CultureInfo.CurrentCulture, $"{evaluation.Classes[other].Name} ({row[other]:N0})");
    }
}
