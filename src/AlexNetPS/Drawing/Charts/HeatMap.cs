using AlexNetPS.Imaging;

namespace AlexNetPS.Drawing.Charts;

/// <summary>
/// A square table of numbers as cells of color, with names and numbers in them: as many as one can read.
/// </summary>
/// <param name="Title">What it shows.</param>
/// <param name="Rows">What rows are.</param>
/// <param name="Columns">What columns are.</param>
/// <param name="Names">Names of rows and columns.</param>
/// <param name="Cells">The cells; where none is, the number is 0.</param>
internal sealed record HeatMap(string Title, string Rows, string Columns, IReadOnlyList<string> Names,
    IReadOnlyList<HeatCell> Cells) : Figure(Title);

/// <summary>A cell of a heat map.</summary>
/// <param name="Row">Row, from 0.</param>
/// <param name="Column">Column, from 0.</param>
/// <param name="Count">Its number.</param>
/// <param name="Share">Its share of the row, 0 to 1.</param>
internal readonly record struct HeatCell(int Row, int Column, int Count, double Share);

/// <summary>An image in a figure: cells that are too many for names.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Rows">What rows are.</param>
/// <param name="Columns">What columns are.</param>
/// <param name="Image">The image.</param>
internal sealed record ImageFigure(string Title, string Rows, string Columns, RgbImage Image) : Figure(Title);
