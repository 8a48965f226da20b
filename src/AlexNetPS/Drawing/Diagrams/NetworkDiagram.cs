using AlexNetPS.Formats.Files;
using AlexNetPS.Imaging;
using AlexNetPS.Networks;

namespace AlexNetPS.Drawing.Diagrams;

/// <summary>
/// The picture of a network: its layers, their settings and shapes, and the towers of grouped layers.
/// </summary>
public static class NetworkDiagram
{
    private const string Markdown = ".md";

    /// <summary>Extensions of the files that can be written.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [.. PictureFile.Extensions, Markdown];

    /// <summary>Draws a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="style">How it is drawn.</param>
    public static Picture Draw(NetworkDefinition network, DiagramStyle style = DiagramStyle.Block)
    {
        ArgumentNullException.ThrowIfNull(network);
        return style == DiagramStyle.Paper ? PaperDiagram.Of(network) : BlockDiagram.Of(network);
    }

    /// <summary>Returns Markdown with a flowchart in Mermaid's language, which GitHub and GitLab draw.</summary>
    /// <param name="network">The network.</param>
    public static string ToMarkdown(NetworkDefinition network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return MermaidDiagram.Of(network);
    }

    /// <summary>Writes a diagram to a temporary file next to the target and renames it.</summary>
    /// <param name="path">A path that ends with .svg, .png or .md.</param>
    /// <param name="network">The network.</param>
    /// <param name="style">How it is drawn; without meaning for .md.</param>
    /// <param name="scale">Pixels of a PNG for each of the picture.</param>
    /// <exception cref="ArgumentException">The extension is unknown, or the PNG would be too large.</exception>
    /// <exception cref="MissingLibraryException">The system has no font, which a PNG needs.</exception>
    public static void Write(string path, NetworkDefinition network, DiagramStyle style = DiagramStyle.Block,
        double scale = 1)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string extension = Path.GetExtension(path);
        if (extension.Equals(Markdown, StringComparison.OrdinalIgnoreCase))
        {
            string text = ToMarkdown(network);
            FileReplacement.WriteText(path, writer => writer.Write(text));
            return;
        }

        Picture picture = Draw(network, style);
        PictureFile.RequireFont(path);
        PictureFile.Write(path, picture, scale);
    }
}
