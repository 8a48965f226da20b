namespace AlexNetPS.Training.Dvc;

/// <summary>A number by optimizer step.</summary>
/// <param name="Column">What the number is.</param>
/// <param name="Title">Title of the plot.</param>
internal sealed record StepCurve(string Column, string Title)
{
    public static IReadOnlyList<StepCurve> All { get; } =
    [
        new("loss", "Training loss by step"),
        new("top1", "Training top-1 by step"),
        new("learning_rate", "Learning rate by step"),
    ];

    public string Path => DvcFolder.CurveOf($"steps/{Column}");
}
