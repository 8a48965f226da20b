using System.Globalization;

namespace AlexNetPS.Inference.Gates;

/// <summary>A class of a baseline.</summary>
/// <param name="Name">Class name.</param>
/// <param name="Images">Number of images.</param>
/// <param name="Recall">Recall, 0 to 1.</param>
public sealed record BaselineClass(string Name, int Images, double Recall)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}: recall {Recall:0.000}");
}
