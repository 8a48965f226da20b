using AlexNetPS.Drawing;
using AlexNetPS.Imaging;

namespace AlexNetPS.Inference.Samples;

/// <summary>A place of a contact sheet: an image or its crops in a row, with texts and bars below.</summary>
/// <param name="Images">The images; null for one that cannot be read.</param>
/// <param name="Entry">What the legend states about it.</param>
internal sealed record SheetTile(IReadOnlyList<RgbImage?> Images, LegendEntry Entry)
{
    /// <summary>Lines of text.</summary>
    public IReadOnlyList<TileText> Texts { get; init; } = [];

    /// <summary>Probabilities of classes.</summary>
    public IReadOnlyList<TileBar> Bars { get; init; } = [];

    /// <summary>Whether it begins a row and is set apart from the tiles after it.</summary>
    public bool IsQuery { get; init; }
}

/// <summary>A text below an image.</summary>
/// <param name="Text">The text.</param>
/// <param name="Color">Color.</param>
internal sealed record TileText(string Text, Ink Color)
{
    /// <summary>Whether it is bold.</summary>
    public bool Bold { get; init; }

    /// <summary>Whether it is a file name: cut in its middle, in one line. Other texts have two lines.</summary>
    public bool IsFileName { get; init; }

    /// <summary>A number at the right end of its first line; empty for none.</summary>
    public string Number { get; init; } = "";

    /// <summary>Whether a mark of right or wrong stands before it; null for none.</summary>
    public bool? IsRight { get; init; }
}

/// <summary>A probability as a bar.</summary>
/// <param name="Label">The class.</param>
/// <param name="Probability">0 to 1.</param>
internal sealed record TileBar(string Label, double Probability)
{
    /// <summary>Whether it is the actual class.</summary>
    public bool IsActual { get; init; }

    /// <summary>Whether a mark of right or wrong stands before it; null for none.</summary>
    public bool? IsRight { get; init; }
}
