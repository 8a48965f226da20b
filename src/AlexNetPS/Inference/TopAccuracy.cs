using System.Globalization;

namespace AlexNetPS.Inference;

/// <summary>Top-k accuracy of an evaluation.</summary>
/// <param name="K">Number of most probable classes that count.</param>
/// <param name="Accuracy">Fraction of the images whose class was among them, 0 to 1.</param>
/// <param name="Classes">Number of the model's classes.</param>
public sealed record TopAccuracy(int K, double Accuracy, int Classes)
{
    /// <summary>Whether the accuracy is 1 for every model: there are no more than k classes.</summary>
    public bool IsAlwaysOne => K >= Classes;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"top-{K} {Accuracy * 100:0.0} %")
        + (IsAlwaysOne ? $" (always: {Classes} classes)" : "");
}
