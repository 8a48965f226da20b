using AlexNetPS.Drawing;
using AlexNetPS.Imaging;
using SkiaSharp;

namespace AlexNetPS.SkiaSharp;

/// <summary>Draws pictures with Skia.</summary>
public sealed class SkiaPictureRenderer : IPictureRenderer
{
    /// <inheritdoc/>
    public bool HasFont => SystemFonts.Of(bold: false) is not null;

    /// <inheritdoc/>
    public RgbImage Render(Picture picture, double scale = 1)
    {
        ArgumentNullException.ThrowIfNull(picture);
        SkiaLibrary.Require();
        var info = new SKImageInfo((int)Math.Ceiling(picture.Width * scale), (int)Math.Ceiling(picture.Height * scale),
            SKColorType.Rgba8888, SKAlphaType.Premul, null);
        using SKSurface surface = SKSurface.Create(info);
        surface.Canvas.Clear(Color(picture.Background));
        surface.Canvas.Scale((float)scale);
        foreach (Shape shape in picture.Shapes)
            Draw(surface.Canvas, shape);
        return Image(surface, info);
    }

    /// <inheritdoc/>
    public double TextWidth(string text, double size, bool bold = false)
    {
        if (SystemFonts.Of(bold) is not SKTypeface typeface)
            return 0;
        using var font = new SKFont(typeface, (float)size);
        return font.MeasureText(text);
    }

    private static void Draw(SKCanvas canvas, Shape shape)
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
                DrawLine(canvas, line, paint);
                break;
            case AreaShape area:
                using (SKPath path = PathOf(area.Points, close: true))
                    Paint(paint, area.Fill, area.Stroke, area.StrokeWidth, () => canvas.DrawPath(path, paint));
                break;
            case TextShape text when SystemFonts.Of(text.Bold) is SKTypeface typeface:
                using (var font = new SKFont(typeface, (float)text.Size))
                {
                    paint.Color = Color(text.Color);
                    SKTextAlign align = text.Anchor switch
                    {
                        TextAnchor.Middle => SKTextAlign.Center,
                        TextAnchor.End => SKTextAlign.Right,
                        _ => SKTextAlign.Left,
                    };
                    canvas.DrawText(text.Text, (float)text.X, (float)text.Y, align, font, paint);
                }

                break;
            case ImageShape image:
                using (SKImage pixels = PixelsOf(image.Image))
                {
                    canvas.DrawImage(pixels,
                        SKRect.Create((float)image.X, (float)image.Y, (float)image.Width, (float)image.Height),
                        new SKSamplingOptions(image.Sharp ? SKFilterMode.Nearest : SKFilterMode.Linear), paint);
                }

                break;
        }
    }

    private static void DrawLine(SKCanvas canvas, LineShape line, SKPaint paint)
    {
        using SKPathEffect? dashes = line.Dashed
            ? SKPathEffect.CreateDash([(float)(4 * line.StrokeWidth), (float)(3 * line.StrokeWidth)], 0)
            : null;
        paint.PathEffect = dashes;
        using (SKPath path = PathOf(line.Points, close: false))
            Paint(paint, null, line.Stroke, line.StrokeWidth, () => canvas.DrawPath(path, paint));
        paint.PathEffect = null;
        if (ArrowHead.Of(line) is AreaShape head)
            Draw(canvas, head);
    }

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

    private static unsafe SKImage PixelsOf(RgbImage image)
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

    internal static RgbImage Image(SKSurface surface, SKImageInfo info)
    {
        using SKPixmap pixels = surface.PeekPixels();
        ReadOnlySpan<byte> rgba = pixels.GetPixelSpan();
        byte[] rgb = new byte[info.Width * info.Height * 3];
        for (int from = 0, to = 0; to < rgb.Length; from += 4, to += 3)
            (rgb[to], rgb[to + 1], rgb[to + 2]) = (rgba[from], rgba[from + 1], rgba[from + 2]);
        return new(info.Width, info.Height, rgb);
    }

    private static SKColor Color(Ink ink) => new(ink.Red, ink.Green, ink.Blue, ink.Alpha);
}
