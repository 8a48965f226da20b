using AlexNetPS.Imaging;

namespace AlexNetPS.Samples;

/// <summary>Where pictures and labels lie on a contact sheet.</summary>
internal sealed class SheetLayout
{
    private const int Gap = 8, SmallestTile = 96;
    private const byte Background = 250, Ink = 40;

    private readonly int _columns, _rows, _views, _scale, _tileWidth, _tileHeight, _font;

    public SheetLayout(int count, int width, int height, int views, int columns)
    {
        _views = views;
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

    private int CellHeight => _tileHeight + LabelHeight + Gap;

    private int Width => _columns * CellWidth + Gap;

    private int Height => Gap + LabelHeight + Gap + _rows * CellHeight;

    public long Pixels => (long)Width * Height;

    public Canvas NewCanvas(string title)
    {
        var canvas = new Canvas(Width, Height, Background);
        WriteFitted(canvas, title, Gap, Gap, Width - 2 * Gap);
        return canvas;
    }

    public void Draw(Canvas canvas, int picture, int view, PixelView pixels) =>
        canvas.Draw(pixels, Left(picture) + view * (_tileWidth + Gap), Top(picture), _scale);

    public void Write(Canvas canvas, int picture, string label) =>
        WriteFitted(canvas, label, Left(picture), Top(picture) + _tileHeight + 4, CellWidth - Gap);

    private void WriteFitted(Canvas canvas, string text, int left, int top, int width) =>
        canvas.Write(BitmapFont.Fit(BitmapFont.Ascii(text), width / _font), left, top, _font, Ink);

    private int Left(int picture) => Gap + picture % _columns * CellWidth;

    private int Top(int picture) => Gap + LabelHeight + Gap + picture / _columns * CellHeight;
}
