namespace AlexNetPS.Inference.LabelErrors;

/// <summary>Score by which probable label errors are ranked, 0 to 1; the most probable come first.</summary>
public enum LabelScore : long
{
    /// <summary>
    /// (1 - (p(given) - p(other))) / 2, with the most probable class other than the given one: another class is much
    /// more probable than the given one.
    /// </summary>
    NormalizedMargin,

    /// <summary>1 - p(given): the given class is improbable, whatever the others are.</summary>
    SelfConfidence,
}
