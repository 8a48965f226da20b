namespace AlexNetPS.Inference.Selection;

/// <summary>Score by which images are selected for labeling, 0 to 1; the highest come first.</summary>
public enum SelectionScore : long
{
    /// <summary>1 - (p1 - p2): the two most probable classes are close.</summary>
    Margin,

    /// <summary>Entropy of all probabilities / log K: many classes are possible.</summary>
    Entropy,

    /// <summary>(1 - p1) K / (K - 1): no class is probable.</summary>
    LeastConfidence,

    /// <summary>Drawn from seed and path.</summary>
    Random,
}
