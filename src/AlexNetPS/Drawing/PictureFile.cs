using AlexNetPS.Formats.Files;
using AlexNetPS.Imaging;

namespace AlexNetPS.Drawing;

/// <summary>Writes pictures to a temporary file next to the target and renames it.</summary>
public static class PictureFile
{
    // A larger image cannot be viewed.
    private const double MaxPixels = 100_000_000;

    /// <summary>Extensions of the files that can be written.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".png", ".svg"];

    /// <summary>Throws if the file of a picture that is nothing without its texts would have none.</summary>
    /// <param name="path">A path that ends with .png or .svg.</param>
    /// <exception cref="MissingLibraryException">The system has no font, which a PNG needs.</exception>
    public static void RequireFont(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.EndsWith(".png", StringComparison.OrdinalIgnoreCase) && !Pictures.Renderer.HasFont)
        {
            throw new MissingLibraryException("The system has no font to write texts into a PNG. Install one (Debian: "
                + "fonts-dejavu-core), or write .svg.");
        }
    }

    /// <summary>Writes a picture in the form that the extension names.</summary>
    /// <param name="path">A path that ends with .png or .svg.</param>
    /// <param name="picture">The picture.</param>
    /// <param name="scale">Pixels of a PNG for each of the picture.</param>
    /// <exception cref="ArgumentException">The extension is unknown, or the PNG would be too large.</exception>
    public static void Write(string path, Picture picture, double scale = 1)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(picture);
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".svg":
                string svg = SvgPicture.Of(picture);
                FileReplacement.WriteText(path, writer => writer.Write(svg));
                break;
            case ".png":
                double width = Math.Ceiling(picture.Width * scale), height = Math.Ceiling(picture.Height * scale);
                if (width * height > MaxPixels)
                {
                    throw new ArgumentException(FormattableString.Invariant(
                        $"The image would have {width:N0} x {height:N0} pixels; take a smaller scale than {scale}."),
                        nameof(scale));
                }

                ImageEncoder.WritePng(path, Pictures.Renderer.Render(picture, scale));
                break;
            default:
                throw new ArgumentException($"'{path}' does not end with {string.Join(" or ", Extensions)}.",
                    nameof(path));
        }
    }
}
