using AlexNetPS.Imaging;

namespace AlexNetPS.Inference.Samples;

/// <summary>Positions of images and labels on a contact sheet.</summary>
internal sealed class SheetLayout
{
    private const int Gap = 8, SmallestTile = 96;
    private const byte Background = 250;

    // Dark enough to read on the background; green and red also differ in brightness.
    private static readonly Ink _plain = new(40, 40, 40), _right = new(20, 110, 40), _wrong = new(200, 30, 30);

    private readonly int _columns, _rows, _views, _scale, _tileWidth, _tileHeight, _font, _lines;

    /// <param name="count">Number of images.</param>
    /// <param name="width">Width of an image.</param>
    /// <param name="height">Height of an image.</param>
    /// <param name="views">Crops of an image; several fill a row.</param>
    /// <param name="columns">Images per row; 0 to choose.</param>
    /// <param name="lines">Lines of text below an image.</param>
    public SheetLayout(int count, int width, int height, int views, int columns, int lines)
    {
        (_views, _lines) = (views, lines);
        _scale = Math.Max(1, (SmallestTile + Math.Max(width, height) - 1) / Math.Max(width, height));
        (_tileWidth, _tileHeight) = (width * _scale, height * _scale);
        _font = _tileWidth >= 160 ? 2 : 1;

        _columns = views > 1 ? 1 : Math.Min(columns > 0 ? columns : ColumnsFor(count), count);
        _rows = (count + _columns - 1) / _columns;
    }

    // Wider than high, as screens are; without a gap in the last row, if another column or one less does that.
    private static int ColumnsFor(int count)
    {
        int columns = (int)Math.Ceiling(Math.Sqrt(1.8 * count));
        return new[] { columns, columns + 1, columns - 1 }.FirstOrDefault(c => c > 0 && count % c == 0, columns);
    }

    private int CellWidth => _views * (_tileWidth + Gap);

    private int LabelHeight => BitmapFont.CellHeight * _font + 3;

    private int CellHeight => _tileHeight + _lines * LabelHeight + Gap;

    private int Width => _columns * CellWidth + Gap;

    private int Height => Gap + LabelHeight + Gap + _rows * CellHeight;

    public long Pixels => (long)Width * Height;

    public Canvas NewCanvas(string title)
    {
        var canvas = new Canvas(Width, Height, Background);
        WriteFitted(canvas, title, Gap, Gap, Width - 2 * Gap, _plain);
        return canvas;
    }

    public void Draw(Canvas canvas, int image, int view, PixelView pixels) =>
        canvas.Draw(pixels, Left(image) + view * (_tileWidth + Gap), Top(image), _scale);

    public void Write(Canvas canvas, int image, string label) =>
        WriteFitted(canvas, label, Left(image), Top(image) + _tileHeight + 4, CellWidth - Gap, _plain);

    /// <summary>Writes the second line below an image, in the color of right or wrong.</summary>
    public void WriteVerdict(Canvas canvas, int image, string text, bool right) =>
        WriteFitted(canvas, text, Left(image), Top(image) + _tileHeight + 4 + LabelHeight, CellWidth - Gap,
            right ? _right : _wrong);

    private void WriteFitted(Canvas canvas, string text, int left, int top, int width, Ink ink) =>
        canvas.Write(BitmapFont.Fit(BitmapFont.Ascii(text), width / _font), left, top, _font, ink);

    private int Left(int image) => Gap + image % _columns * CellWidth;

    private int Top(int image) => Gap + LabelHeight + Gap + image / _columns * CellHeight;
}
