namespace AlexNetPS.Training.Dvc;

/// <summary>A number of each epoch: its table, and its place in metrics.json.</summary>
/// <param name="Part">"train" or "val".</param>
/// <param name="Column">What the number is.</param>
/// <param name="Title">Title of the plot.</param>
/// <param name="Value">The number; null where an epoch has none.</param>
internal sealed record EpochCurve(string Part, string Column, string Title, Func<EpochResult, double?> Value)
{
    private static readonly EpochCurve[] _all =
    [
        new("train", "loss", "Training loss", epoch => epoch.TrainLoss),
        new("train", "top1", "Training top-1", epoch => epoch.TrainTop1),
        new("train", "learning_rate", "Learning rate", epoch => epoch.LearningRate),
        new("val", "loss", "Validation loss", epoch => epoch.ValidationLoss),
        new("val", "top1", "Validation top-1", epoch => epoch.ValidationTop1),
        new("val", "top5", "Validation top-5", epoch => epoch.ValidationTop5),
    ];

    public string Path => DvcFolder.CurveOf($"{Part}/{Column}");

    /// <summary>The curves of a run. As in metrics.csv, five classes or fewer have no top-5.</summary>
    public static IReadOnlyList<EpochCurve> Of(Runs.RunDataset dataset) => [.. _all.Where(curve =>
        curve.Part == "train" || (dataset.Validation > 0 && (curve.Column != "top5" || dataset.Classes.Count > 5)))];
}
