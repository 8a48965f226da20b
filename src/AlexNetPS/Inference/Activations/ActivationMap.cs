using AlexNetPS.Drawing;
using AlexNetPS.Formats.Text;
using AlexNetPS.Imaging;

namespace AlexNetPS.Inference.Activations;

/// <summary>What a layer makes of an image: where the evidence for a class is, or the maps of all channels.</summary>
public sealed class ActivationMap
{
    private readonly Func<ShownImage> _read;

    internal ActivationMap(string path, Func<ShownImage> read) => (Path, _read) = (path, read);

    /// <summary>Full path of the image, or "archive#position" for an image inside one.</summary>
    public string Path { get; }

    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>What the values are.</summary>
    public required ActivationMethod Method { get; init; }

    /// <summary>The layer.</summary>
    public required string Layer { get; init; }

    /// <summary>The class whose evidence is shown.</summary>
    public required string Class { get; init; }

    /// <summary>Probability of the class, 0 to 1, of the one crop that the map is of.</summary>
    public required float Probability { get; init; }

    /// <summary>The most probable class.</summary>
    public required string PredictedClass { get; init; }

    /// <summary>Probability of the most probable class, 0 to 1.</summary>
    public required float PredictedProbability { get; init; }

    /// <summary>Actual class in the dataset; null for a file.</summary>
    public string? ActualLabel { get; init; }

    /// <summary>Number of maps: 1 for <see cref="ActivationMethod.GradCam"/>, otherwise the layer's channels.</summary>
    public required int Channels { get; init; }

    /// <summary>Rows of a map.</summary>
    public required int Rows { get; init; }

    /// <summary>Columns of a map.</summary>
    public required int Columns { get; init; }

    /// <summary>
    /// Groups of channels that see only their own group in this layer or the next convolution, as the paper's two
    /// towers; 1 for none.
    /// </summary>
    public required int Towers { get; init; }

    /// <summary>[channels, rows, columns].</summary>
    public required ReadOnlyMemory<float> Values { get; init; }

    /// <summary>
    /// Draws the map: laid over the whole image, in its place, or all maps as a grid. Reads the image again.
    /// </summary>
    /// <param name="sharedScale">Whether the maps of a grid have one scale; otherwise each has its own.</param>
    /// <exception cref="ImageFormatException">The image cannot be read any more.</exception>
    /// <exception cref="ArgumentException">The picture would be too large.</exception>
    public Picture ToPicture(bool sharedScale = false)
    {
        ShownImage image = _read();
        return Method == ActivationMethod.GradCam
            ? OverlayPicture.Of(this, image)
            : GridPicture.Of(this, image, sharedScale);
    }

    /// <summary>Draws the map and writes it to a file, which is replaced: JPEG, or PNG for any other name.</summary>
    /// <param name="path">Path of the picture.</param>
    /// <param name="sharedScale">Whether the maps of a grid have one scale; otherwise each has its own.</param>
    /// <exception cref="ImageFormatException">The image cannot be read any more.</exception>
    /// <exception cref="ArgumentException">The picture would be too large.</exception>
    /// <exception cref="Formats.Plugins.PluginException">What draws is missing.</exception>
    public void Save(string path, bool sharedScale = false)
    {
        RgbImage picture = Pictures.Renderer.Render(ToPicture(sharedScale));
        if (System.IO.Path.GetExtension(path).ToUpperInvariant() is ".JPG" or ".JPEG")
            ImageEncoder.WriteJpeg(path, picture.View);
        else
            ImageEncoder.WritePng(path, picture);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        TerminalText.OfLine($"{Method} of {Layer}, {System.IO.Path.GetFileName(Path)}: {Class}");
}
