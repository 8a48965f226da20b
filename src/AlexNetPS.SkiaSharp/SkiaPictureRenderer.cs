using AlexNetPS.Drawing;
using AlexNetPS.Imaging;
using AlexNetPS.SkiaSharp.Text;
using SkiaSharp;

namespace AlexNetPS.SkiaSharp;

/// <summary>Draws pictures with Skia.</summary>
public sealed class SkiaPictureRenderer : IPictureRenderer
{
    // Skia draws at most 32,767 pixels from an edge, and a band needs less memory.
    private const int BandRows = 1024, MostColumns = 32_767;
    private const long MostPixels = 400_000_000;

    private readonly Lazy<TextDrawing> _text;

    /// <summary>Creates the renderer with the fonts of the system.</summary>
    public SkiaPictureRenderer() => _text = new(() => new(SystemFonts.Fonts));

    internal SkiaPictureRenderer(IFonts fonts) => _text = new(() => new(fonts));

    /// <inheritdoc/>
    public bool HasFont => _text.Value.HasFont;

    /// <inheritdoc/>
    public RgbImage Render(Picture picture, double scale = 1)
    {
        ArgumentNullException.ThrowIfNull(picture);
        SkiaLibrary.Require();
        double columns = Math.Ceiling(picture.Width * scale), rows = Math.Ceiling(picture.Height * scale);
        if (!(columns is > 0 and <= MostColumns && rows > 0 && columns * rows <= MostPixels))
        {
            throw new ArgumentException(string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"A picture of {columns:0} x {rows:0} pixels cannot be drawn."), nameof(picture));
        }

        (int width, int height) = ((int)columns, (int)rows);
        byte[] pixels = new byte[width * height * 3];
        for (int top = 0; top < height; top += BandRows)
        {
            int count = Math.Min(BandRows, height - top);
            DrawBand(picture, scale, width, top, count, pixels.AsSpan(top * width * 3, count * width * 3));
        }

        return new(width, height, pixels);
    }

    /// <inheritdoc/>
    public double TextWidth(string text, double size, bool bold = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        return _text.Value.Width(text, size, bold);
    }

    /// <inheritdoc/>
    public string? TextWarning(IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return _text.Value.Warning(texts);
    }

    private void DrawBand(Picture picture, double scale, int width, int top, int rows, Span<byte> pixels)
    {
        var info = new SKImageInfo(width, rows, SKColorType.Rgba8888, SKAlphaType.Premul, null);
        using SKSurface surface = SKSurface.Create(info);
        SKCanvas canvas = surface.Canvas;
        canvas.Clear(Color(picture.Background));
        canvas.Translate(0, -top);
        canvas.Scale((float)scale);
        foreach (Shape shape in picture.Shapes)
        {
            (double from, double to) = Rows(shape);
            if (to * scale >= top && from * scale <= top + rows)
                Draw(canvas, shape, scale);
        }

        SkiaPixels.Copy(surface, pixels);
    }

    // With room for outlines and for marks above letters.
    private static (double From, double To) Rows(Shape shape) => shape switch
    {
        BoxShape box => (box.Y - box.StrokeWidth, box.Y + box.Height + box.StrokeWidth),
        ImageShape image => (image.Y - 1, image.Y + image.Height + 1),
        TextShape text => (text.Y - 2 * text.Size, text.Y + text.Size),
        _ => (double.NegativeInfinity, double.PositiveInfinity),
    };

    private void Draw(SKCanvas canvas, Shape shape, double scale)
    {
        using var paint = new SKPaint { IsAntialias = true };
        switch (shape)
        {
            case BoxShape box:
                var rectangle = SKRect.Create((float)box.X, (float)box.Y, (float)box.Width, (float)box.Height);
                Paint(paint, box.Fill, box.Stroke, box.StrokeWidth, () =>
                    canvas.DrawRoundRect(rectangle, (float)box.Radius, (float)box.Radius, paint));
                break;
            case LineShape line:
                DrawLine(canvas, line, paint, scale);
                break;
            case AreaShape area:
                using (SKPath path = PathOf(area.Points, close: true))
                    Paint(paint, area.Fill, area.Stroke, area.StrokeWidth, () => canvas.DrawPath(path, paint));
                break;
            case TextShape text:
                paint.Color = Color(text.Color);
                _text.Value.Draw(canvas, text, paint);
                break;
            case ImageShape image:
                using (SKImage pixels = PixelsOf(image.Image))
                {
                    canvas.DrawImage(pixels,
                        SKRect.Create((float)image.X, (float)image.Y, (float)image.Width, (float)image.Height),
                        SamplingOf(image, scale), paint);
                }

                break;
        }
    }

    private void DrawLine(SKCanvas canvas, LineShape line, SKPaint paint, double scale)
    {
        using SKPathEffect? dashes = line.Dashed
            ? SKPathEffect.CreateDash([(float)(4 * line.StrokeWidth), (float)(3 * line.StrokeWidth)], 0)
            : null;
        paint.PathEffect = dashes;
        paint.StrokeJoin = SKStrokeJoin.Round;
        using (SKPath path = PathOf(line.Points, close: false))
            Paint(paint, null, line.Stroke, line.StrokeWidth, () => canvas.DrawPath(path, paint));
        paint.PathEffect = null;
        if (ArrowHead.Of(line) is AreaShape head)
            Draw(canvas, head, scale);
    }

    // Smaller: averages; larger: smooth, or pixels with their edges.
    private static SKSamplingOptions SamplingOf(ImageShape image, double scale) =>
        image.Width * scale < image.Image.Width || image.Height * scale < image.Image.Height
            ? new(SKFilterMode.Linear, SKMipmapMode.Linear)
            : image.Sharp ? new(SKFilterMode.Nearest) : new(SKCubicResampler.Mitchell);

    private static void Paint(SKPaint paint, Ink? fill, Ink? stroke, double width, Action draw)
    {
        if (fill is Ink inside)
        {
            (paint.Style, paint.Color) = (SKPaintStyle.Fill, Color(inside));
            draw();
        }

        if (stroke is Ink outline)
        {
            (paint.Style, paint.Color, paint.StrokeWidth) = (SKPaintStyle.Stroke, Color(outline), (float)width);
            draw();
        }
    }

    private static SKPath PathOf(IReadOnlyList<DrawnPoint> points, bool close)
    {
        using var builder = new SKPathBuilder();
        builder.AddPoly([.. points.Select(point => new SKPoint((float)point.X, (float)point.Y))], close);
        return builder.Detach();
    }

    private static SKImage PixelsOf(RgbImage image)
    {
        byte[] rgba = new byte[image.Width * image.Height * 4];
        for (int from = 0, to = 0; from < image.Pixels.Length; from += 3, to += 4)
        {
            (rgba[to], rgba[to + 1], rgba[to + 2], rgba[to + 3]) =
                (image.Pixels[from], image.Pixels[from + 1], image.Pixels[from + 2], 255);
        }

        var info = new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque, null);
        return SKImage.FromPixelCopy(info, rgba);
    }

    private static SKColor Color(Ink ink) => new(ink.Red, ink.Green, ink.Blue, ink.Alpha);
}
