using AlexNetPS.Datasets;

namespace AlexNetPS.Training.Folds;

/// <summary>The result of a run; null values for a run without one.</summary>
internal sealed record FoldScore(TrainingRun Run, double? Top1, double? Top5, double? Loss)
{
    /// <summary>The fold of the run.</summary>
    public DatasetFold Fold => Run.Fold!;
}
