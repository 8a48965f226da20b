using System.Globalization;
using AlexNetPS.Imaging;

namespace AlexNetPS.Inference.Filters;

/// <summary>The part of an image that excites a filter.</summary>
/// <param name="Path">Full path of the image.</param>
/// <param name="Label">Name of its class.</param>
/// <param name="Value">The value of the filter, after the activation that follows.</param>
/// <param name="Row">Row of the value in the output of the layer.</param>
/// <param name="Column">Column of the value.</param>
/// <param name="Patch">
/// The receptive field of the value, at most 64 pixels wide and high; gray beyond the edges of the network's input. The
/// whole width or height of the input, if the field is larger.
/// </param>
public sealed record StrongestInput(string Path, string Label, float Value, int Row, int Column, RgbImage Patch)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Path} {Value:G4}");
}
