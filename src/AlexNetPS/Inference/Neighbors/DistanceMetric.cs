namespace AlexNetPS.Inference.Neighbors;

/// <summary>Distances of two embeddings.</summary>
public enum DistanceMetric : long
{
    /// <summary>Length of the difference: sqrt(sum (a - b)²); the paper's.</summary>
    Euclidean,

    /// <summary>
    /// 1 - a·b / (|a| |b|), 0 to 2: the angle alone, not the length. 1 where one of the two is all zeros.
    /// </summary>
    Cosine,
}
