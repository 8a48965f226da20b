using System.Globalization;
using AlexNetPS.Drawing;
using AlexNetPS.Formats.Text;
using AlexNetPS.Imaging;

namespace AlexNetPS.Inference.Samples;

/// <summary>Places tiles on a contact sheet.</summary>
/// <param name="renderer">Measures texts.</param>
/// <param name="side">Longest side of an image on the sheet.</param>
internal sealed class SheetDrawing(IPictureRenderer renderer, int side)
{
    private const double Gap = 12, TextGap = 4, TitleSize = 18, LeastWidth = 440, BarHeight = 19, QueryGap = 14;
    private const int TitleLines = 3, CaptionLines = 2, LeastSide = 128, LeastSideWithBars = 176, MostSide = 256;

    // A larger sheet cannot be viewed.
    private const double MaxPixels = 120_000_000;

    private static readonly Ink _background = new(252, 252, 252), _dark = Ink.Dark, _line = new(200, 200, 200),
        _empty = new(240, 240, 240);

    // Blue and orange differ for everybody, also in brightness.
    private static readonly Ink _actual = new(246, 184, 112), _other = new(176, 205, 240);
    private static readonly Ink _right = new(20, 120, 50), _wrong = new(200, 30, 30);

    private readonly double _size = side < 150 ? 12 : 13;

    private double LineHeight => Math.Round(_size * 1.4);

    /// <summary>Color of file names and notes.</summary>
    public static Ink Pale { get; } = new(105, 105, 105);

    /// <summary>Returns the longest side on a sheet of an image: small ones are enlarged by a whole number.</summary>
    /// <param name="pixels">Longest side of the image.</param>
    /// <param name="hasBars">Whether there are bars, whose labels need more room.</param>
    public static int SideOf(int pixels, bool hasBars)
    {
        int least = hasBars ? LeastSideWithBars : LeastSide;
        return pixels >= MostSide ? MostSide : pixels * ((least + pixels - 1) / pixels);
    }

    /// <summary>Places the tiles.</summary>
    /// <param name="title">Title; empty for none.</param>
    /// <param name="tiles">The tiles in their order.</param>
    /// <param name="columns">Tiles in a row; 0 to choose.</param>
    /// <exception cref="ArgumentException">The sheet would be too large.</exception>
    public ContactSheet Draw(string title, IReadOnlyList<SheetTile> tiles, int columns)
    {
        string? warning = renderer.TextWarning(
            tiles.SelectMany(tile => tile.Texts.Select(text => text.Text).Concat(tile.Bars.Select(bar => bar.Label)))
                .Prepend(title));
        bool numbered = warning is not null;
        IReadOnlyList<SheetTile[]> rows = Rows(tiles, columns);
        double tileWidth = tiles.Max(tile => tile.Images.Count) * (side + Gap) - Gap;
        int widest = rows.Max(row => row.Length);
        double width = Math.Max(2 * Gap + widest * (tileWidth + Gap) - Gap
            + (tiles.Any(tile => tile.IsQuery) ? QueryGap : 0), LeastWidth);
        var shapes = new List<Shape>();
        double top = Gap;
        if (title.Length > 0 && renderer.HasFont)
        {
            foreach (string line in TextFit.Lines(renderer, title, width - 2 * Gap, TitleLines, TitleSize, bold: true))
            {
                shapes.Add(new TextShape(Gap, top + TitleSize, line, TitleSize, _dark, Bold: true));
                top += Math.Round(TitleSize * 1.35);
            }

            top += Gap / 2;
        }

        int number = 0;
        foreach (SheetTile[] row in rows)
        {
            top += DrawRow(row, shapes, top, tileWidth, numbered ? number : null) + Gap;
            number += row.Length;
            RequireSize(tiles.Count, width * top);
        }

        return new(new(width, top, shapes)
        {
            Background = _background,
            Description = title,
        }, (numbered ? tiles.Select(tile => tile.Entry) : []).ToReadable(), warning);
    }

    private double DrawRow(SheetTile[] row, List<Shape> shapes, double top, double tileWidth, int? numbered)
    {
        double imageHeight = row.SelectMany(tile => tile.Images).Max(image => image is null ? side : Shown(image).Height);
        (TileText Text, IReadOnlyList<string> Lines)[][] texts =
            [.. row.Select((tile, i) => Lines(tile, tileWidth, numbered + i + 1).ToArray())];
        double textHeight = texts.Max(tile => tile.Sum(text => text.Lines.Count)) * LineHeight;
        double barsTop = top + imageHeight + TextGap + textHeight + TextGap / 2, left = Gap;
        for (int i = 0; i < row.Length; i++)
        {
            SheetTile tile = row[i];
            DrawImages(tile, shapes, left, top, imageHeight);
            double baseline = top + imageHeight + TextGap + _size;
            foreach ((TileText text, IReadOnlyList<string> lines) in texts[i])
                baseline = DrawText(text, lines, shapes, left, baseline, tileWidth);
            for (int bar = 0; bar < tile.Bars.Count; bar++)
                DrawBar(tile.Bars[bar], shapes, left, barsTop + bar * BarHeight, tileWidth);
            left += tileWidth + Gap;
            if (tile.IsQuery && row.Length > 1)
            {
                double middle = left + (QueryGap - Gap) / 2;
                shapes.Add(new LineShape([new(middle, top), new(middle, top + imageHeight)], _line, 2));
                left += QueryGap;
            }
        }

        int bars = row.Max(tile => tile.Bars.Count);
        return imageHeight + (textHeight > 0 ? TextGap + textHeight : 0) + (bars > 0 ? TextGap + bars * BarHeight : 0);
    }

    private void DrawImages(SheetTile tile, List<Shape> shapes, double left, double top, double height)
    {
        foreach (RgbImage? image in tile.Images)
        {
            if (image is null)
            {
                shapes.Add(new BoxShape(left, top, side, height, _empty, _line));
            }
            else
            {
                (double width, double shownHeight) = Shown(image);
                // At the bottom, so that what is below belongs to it.
                (double x, double y) = (left + Math.Floor((side - width) / 2), top + height - shownHeight);
                shapes.Add(new ImageShape(x, y, width, shownHeight, image, Sharp: true));
                if (tile.IsQuery)
                    shapes.Add(new BoxShape(x - 2, y - 2, width + 4, shownHeight + 4, null, _dark, StrokeWidth: 2));
            }

            left += side + Gap;
        }
    }

    // Small images are enlarged by a whole number, so that their pixels keep their edges.
    private (double Width, double Height) Shown(RgbImage image)
    {
        int longest = Math.Max(image.Width, image.Height);
        double scale = longest <= side ? side / longest : (double)side / longest;
        return (Math.Max(1, Math.Round(image.Width * scale)), Math.Max(1, Math.Round(image.Height * scale)));
    }

    private IEnumerable<(TileText Text, IReadOnlyList<string> Lines)> Lines(SheetTile tile, double width, int? number)
    {
        if (number is int shown)
        {
            var text = new TileText(shown.ToString(CultureInfo.InvariantCulture), _dark) { Bold = true };
            yield return (text, [text.Text]);
        }

        foreach (TileText text in tile.Texts.Where(text => renderer.HasFont && text.Text.Length + text.Number.Length > 0))
        {
            double room = width - MarkWidth(text.IsRight)
                - (text.Number.Length > 0 ? renderer.TextWidth(text.Number, _size) + TextGap : 0);
            yield return (text, text.IsFileName
                ? [TextFit.Ends(renderer, text.Text, room, _size, text.Bold)]
                : TextFit.Lines(renderer, text.Text, room, CaptionLines, _size, text.Bold));
        }
    }

    private double DrawText(TileText text, IReadOnlyList<string> lines, List<Shape> shapes, double left, double baseline,
        double width)
    {
        DrawMark(text.IsRight, shapes, left, baseline);
        if (text.Number.Length > 0)
            shapes.Add(new TextShape(left + width, baseline, text.Number, _size, text.Color, TextAnchor.End));
        foreach (string line in lines)
        {
            shapes.Add(new TextShape(left + MarkWidth(text.IsRight), baseline, line, _size, text.Color, Bold: text.Bold));
            baseline += LineHeight;
        }

        return baseline;
    }

    private void DrawBar(TileBar bar, List<Shape> shapes, double left, double top, double width)
    {
        string percent = string.Create(CultureInfo.InvariantCulture, $"{bar.Probability * 100:0.0} %");
        double room = width - renderer.TextWidth("100.0 %", _size) - TextGap, height = BarHeight - 2;
        double baseline = top + Math.Round(height / 2 + _size * 0.37);
        shapes.Add(new BoxShape(left, top, room, height, _empty));
        double share = room * Math.Clamp(bar.Probability, 0, 1);
        if (share >= 0.5)
            shapes.Add(new BoxShape(left, top, share, height, bar.IsActual ? _actual : _other));
        double start = left + TextGap + MarkWidth(bar.IsRight);
        DrawMark(bar.IsRight, shapes, left + TextGap, baseline);
        if (renderer.HasFont)
        {
            shapes.Add(new TextShape(start, baseline,
                TextFit.Start(renderer, bar.Label, left + room - start - 2, _size), _size, _dark));
        }

        shapes.Add(new TextShape(left + width, baseline, percent, _size, _dark, TextAnchor.End));
    }

    private double MarkWidth(bool? isRight) => isRight is null ? 0 : Math.Round(_size * 1.1);

    // A check mark or a cross as lines, which need no font and no color.
    private void DrawMark(bool? isRight, List<Shape> shapes, double left, double baseline)
    {
        double high = _size * 0.62;
        if (isRight == true)
        {
            shapes.Add(new LineShape([new(left + 1, baseline - 0.4 * high), new(left + 0.35 * high, baseline - 1),
                new(left + high, baseline - high)], _right, 2));
        }
        else if (isRight == false)
        {
            shapes.Add(new LineShape([new(left + 1, baseline - high), new(left + high, baseline - 1)], _wrong, 2));
            shapes.Add(new LineShape([new(left + 1, baseline - 1), new(left + high, baseline - high)], _wrong, 2));
        }
    }

    private static IReadOnlyList<SheetTile[]> Rows(IReadOnlyList<SheetTile> tiles, int columns)
    {
        if (!tiles.Any(tile => tile.IsQuery))
        {
            bool crops = tiles.Any(tile => tile.Images.Count > 1);
            return [.. tiles.Chunk(crops ? 1 : columns > 0 ? columns : ColumnsFor(tiles.Count))];
        }

        var rows = new List<List<SheetTile>>();
        foreach (SheetTile tile in tiles)
        {
            if (tile.IsQuery || rows.Count == 0)
                rows.Add([]);
            rows[^1].Add(tile);
        }

        return [.. rows.Select(row => row.ToArray())];
    }

    // Wider than high, as screens are; without a gap in the last row, if another column or one less does that.
    private static int ColumnsFor(int count)
    {
        int columns = (int)Math.Ceiling(Math.Sqrt(1.8 * count));
        return new[] { columns, columns + 1, columns - 1 }.FirstOrDefault(c => c > 0 && count % c == 0, columns);
    }

    /// <summary>Rejects a sheet that is too large, before its images are read.</summary>
    /// <param name="images">Number of images.</param>
    /// <param name="pixels">Pixels of the sheet.</param>
    /// <exception cref="ArgumentException">It is too large.</exception>
    public static void RequireSize(int images, double pixels)
    {
        if (pixels > MaxPixels)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"A sheet of {images:N0} images would "
                + $"have {pixels / 1e6:N0} million pixels; {MaxPixels / 1e6:0} million are the most. Take fewer images."));
        }
    }
}
