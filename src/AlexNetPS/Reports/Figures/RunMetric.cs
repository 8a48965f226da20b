namespace AlexNetPS.Reports.Figures;

/// <summary>What is measured in each epoch of a run.</summary>
public enum RunMetric : long
{
    /// <summary>Mean loss of training and validation.</summary>
    Loss,

    /// <summary>Top-1 accuracy of training and validation.</summary>
    Top1,

    /// <summary>Learning rate of the last step.</summary>
    LearningRate,
}
