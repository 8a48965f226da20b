namespace AlexNetPS.Datasets.Health;

/// <summary>Images that are nearly the same.</summary>
/// <param name="Members">Positions, two or more, in ascending order.</param>
/// <param name="IsMirrored">Whether one is a mirror image of another.</param>
/// <param name="IsTurned">Whether one is another turned.</param>
internal sealed record SimilarGroup(int[] Members, bool IsMirrored, bool IsTurned);
