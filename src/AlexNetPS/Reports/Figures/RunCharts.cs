using System.Globalization;
using AlexNetPS.Drawing.Charts;
using AlexNetPS.Formats.Text;
using AlexNetPS.Training;
using AlexNetPS.Training.Diagnosis;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Reports.Figures;

/// <summary>
/// Curves of runs by epoch, of several runs in one chart, with the best epoch of each. Runs without a completed epoch
/// are left out.
/// </summary>
public static class RunCharts
{
    // With more runs the training curves hide those of validation.
    private const int TrainingShown = 6;

    // A validation loss may grow far above the loss of guessing before the run has diverged (LossLimit).
    private const double BeyondChart = 10;

    /// <summary>Returns a chart for each metric; none if no run has completed an epoch.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="metrics">What is shown; null for all.</param>
    /// <param name="maxTrainingCurves">
    /// Most runs whose training curves are shown beside those of validation; null: as many as a picture has room for.
    /// </param>
    public static IReadOnlyList<Chart> Of(IReadOnlyList<TrainingRun> runs, IReadOnlyList<RunMetric>? metrics = null,
        int? maxTrainingCurves = null)
    {
        ArgumentNullException.ThrowIfNull(runs);
        TrainingRun[] begun = [.. runs.Where(run => run.EpochCount > 0)];
        if (begun.Length == 0)
            return ReadableList.Empty<Chart>();
        bool training = begun.Length <= (maxTrainingCurves ?? TrainingShown);
        return (metrics ?? Enum.GetValues<RunMetric>()).Distinct()
            .Select(metric => Of(begun, NamesOf(begun), metric, training)).ToReadable();
    }

    private static Chart Of(TrainingRun[] runs, string[] names, RunMetric metric, bool training)
    {
        var series = new List<ChartSeries>();
        var notes = new List<string>();
        for (int i = 0; i < runs.Length; i++)
        {
            string? name = runs.Length == 1 ? null : names[i];
            if (metric == RunMetric.LearningRate)
                series.Add(SeriesOf(runs[i], name ?? "Learning rate", i, epoch => epoch.LearningRate));
            else
                series.AddRange(SeriesOf(runs[i], name, i, metric, training));
            if (metric == RunMetric.Loss && Beyond(runs[i]) is string beyond)
                notes.Add(name is null ? $"{beyond}." : $"{name}: {beyond}.");
        }

        if (runs.Length > 1 && series.Any(one => one.Dashed))
            notes.Insert(0, "Dashed: training, measured with augmentation and dropout. Solid: validation.");
        return new(TitleOf(metric), new ChartAxis("Epoch") { Whole = true }, AxisOf(metric), series)
        {
            Notes = notes.ToReadable(),
            MarkedAs = "the best epoch",
            Height = metric == RunMetric.LearningRate ? 220 : 320,
            Description = Describe(runs, names, metric),
        };
    }

    private static IEnumerable<ChartSeries> SeriesOf(TrainingRun run, string? name, int color, RunMetric metric,
        bool training)
    {
        bool loss = metric == RunMetric.Loss;
        double limit = loss ? LimitOf(run) : double.PositiveInfinity;
        bool validated = run.Epochs.Any(epoch => Validation(epoch) is not null);
        if (training || !validated)
        {
            ChartSeries one = SeriesOf(run, name is null ? "Training" : validated ? $"{name}, training" : name, color,
                epoch => Shown(Train(epoch)));
            yield return validated
                ? one with { Dashed = true, IsListed = name is null }
                : Marked(one, run, metric);
        }

        if (validated)
        {
            ChartSeries one = SeriesOf(run, name ?? "Validation", name is null ? color + 1 : color,
                epoch => Shown(Validation(epoch) ?? double.NaN));
            yield return Marked(one, run, metric);
        }

        double Train(EpochResult epoch) => loss ? epoch.TrainLoss : epoch.TrainTop1;

        double? Validation(EpochResult epoch) => loss ? epoch.ValidationLoss : epoch.ValidationTop1;

        double Shown(double value) => double.IsFinite(value) && value <= limit ? value : double.NaN;
    }

    private static ChartSeries SeriesOf(TrainingRun run, string name, int color, Func<EpochResult, double> value) =>
        new(name, run.Epochs.Select(epoch => (double)epoch.Epoch).ToReadable(), run.Epochs.Select(value).ToReadable())
        {
            Color = color,
        };

    private static ChartSeries Marked(ChartSeries series, TrainingRun run, RunMetric metric)
    {
        string running = run.Status == RunStatus.Running
            ? string.Create(CultureInfo.InvariantCulture, $"running, {run.EpochCount:N0} of {run.Recipe.Epochs:N0} epochs")
            : "";
        if (run.BestEpoch is not EpochResult best)
            return series with { Note = running.Length > 0 ? running : null };
        int position = run.Epochs.TakeWhile(epoch => epoch.Epoch != best.Epoch).Count();
        string value = metric == RunMetric.Loss ? LossText.Of(series.Y[position])
            : string.Create(CultureInfo.InvariantCulture, $"{series.Y[position] * 100:0.0} %");
        string note = string.Create(CultureInfo.InvariantCulture, $"{value} in epoch {best.Epoch:N0}");
        return series with { Marked = position, Note = running.Length > 0 ? $"{note}; {running}" : note };
    }

    private static string? Beyond(TrainingRun run)
    {
        double limit = LimitOf(run);
        int[] epochs = [.. run.Epochs.Where(epoch => !(epoch.TrainLoss <= limit)
            || (epoch.ValidationLoss is double loss && !(loss <= limit))).Select(epoch => epoch.Epoch)];
        return epochs.Length == 0 ? null
            : string.Create(CultureInfo.InvariantCulture, $"the loss of {(epochs.Length == 1 ? "epoch" : "epochs")} ")
                + NameText.List([.. epochs.Select(epoch => epoch.ToString(CultureInfo.InvariantCulture))], 5)
                + " is not a number or beyond the chart";
    }

    private static double LimitOf(TrainingRun run)
    {
        double first = run.Manifest.FirstLoss ?? run.Epochs[0].TrainLoss;
        return BeyondChart * LossLimit.Of(run.Classes.Count, double.IsFinite(first) ? first : null);
    }

    private static string TitleOf(RunMetric metric) => metric switch
    {
        RunMetric.Loss => "Loss",
        RunMetric.Top1 => "Top-1 accuracy",
        _ => "Learning rate",
    };

    private static ChartAxis AxisOf(RunMetric metric) => metric switch
    {
        RunMetric.Loss => new("Mean cross-entropy"),
        RunMetric.Top1 => new("Fraction of images") { Percent = true },
        _ => new("Of the last step; logarithmic") { Logarithmic = true },
    };

    private static string Describe(TrainingRun[] runs, string[] names, RunMetric metric)
    {
        IEnumerable<string> each = runs.Select((run, i) =>
        {
            EpochResult last = run.Epochs[^1];
            (double train, double? validation) = metric switch
            {
                RunMetric.Loss => (last.TrainLoss, last.ValidationLoss),
                RunMetric.Top1 => (last.TrainTop1, last.ValidationTop1),
                _ => (last.LearningRate, null),
            };
            string text = string.Create(CultureInfo.InvariantCulture, $"{names[i]}, epoch {last.Epoch:N0}: ")
                + (metric == RunMetric.LearningRate ? Text(train) : $"training {Text(train)}")
                + (validation is double value ? $", validation {Text(value)}" : "");
            return run.BestEpoch is EpochResult best
                ? text + string.Create(CultureInfo.InvariantCulture, $"; best epoch {best.Epoch:N0}") : text;
        });
        return $"{TitleOf(metric)} by epoch. {string.Join(". ", each)}.";

        string Text(double value) => metric switch
        {
            RunMetric.Loss => LossText.Of(value),
            RunMetric.Top1 => string.Create(CultureInfo.InvariantCulture, $"{value * 100:0.0} %"),
            _ => value.ToString("G4", CultureInfo.InvariantCulture),
        };
    }

    // Folders of one name get the folder that they are in.
    private static string[] NamesOf(TrainingRun[] runs)
    {
        ILookup<string, TrainingRun> byName = runs.ToLookup(run => run.Folder);
        return [.. runs.Select(run => byName[run.Folder].Skip(1).Any()
            ? $"{Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(run.Path)))}/{run.Folder}"
            : run.Folder)];
    }
}
