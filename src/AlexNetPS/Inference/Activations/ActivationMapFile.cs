using AlexNetPS.Formats.Text;

namespace AlexNetPS.Inference.Activations;

/// <summary>A written picture of an <see cref="ActivationMap"/>.</summary>
/// <param name="Path">Full path of the picture.</param>
/// <param name="Image">Full path of the image, or "archive#position" for an image inside one.</param>
/// <param name="Class">The class whose evidence is shown.</param>
/// <param name="Probability">Probability of the class, 0 to 1.</param>
/// <param name="Layer">The layer.</param>
/// <param name="Method">What is drawn of the layer.</param>
public sealed record ActivationMapFile(string Path, string Image, string Class, float Probability, string Layer,
    ActivationMethod Method)
{
    /// <summary>File name of the picture.</summary>
    public string FileName => System.IO.Path.GetFileName(Path);

    /// <inheritdoc/>
    public override string ToString() => TerminalText.OfLine(Path);
}
