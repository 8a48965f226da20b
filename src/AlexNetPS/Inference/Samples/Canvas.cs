using AlexNetPS.Imaging;

namespace AlexNetPS.Inference.Samples;

/// <summary>An image to draw images and labels on.</summary>
internal sealed class Canvas
{
    public Canvas(int width, int height, byte background)
    {
        Image = new RgbImage(width, height, new byte[width * height * 3]);
        Image.Pixels.AsSpan().Fill(background);
    }

    public RgbImage Image { get; }

    /// <summary>Draws an image, each pixel as a square of several pixels.</summary>
    public void Draw(PixelView image, int left, int top, int scale)
    {
        for (int y = 0; y < image.Height * scale; y++)
        {
            Span<byte> row = Row(left, top + y, image.Width * scale);
            int source = y / scale * image.Width * image.Channels;
            for (int x = 0; x < image.Width * scale; x++)
            {
                int at = source + x / scale * image.Channels;
                for (int channel = 0; channel < 3; channel++)
                    row[3 * x + channel] = image.Pixels[at + Math.Min(channel, image.Channels - 1)];
            }
        }
    }

    /// <summary>Writes a text, each dot as a square of several pixels.</summary>
    public void Write(string text, int left, int top, int scale, Ink ink)
    {
        for (int i = 0; i < text.Length; i++)
        {
            for (int y = 0; y < BitmapFont.CellHeight; y++)
            {
                for (int x = 0; x < BitmapFont.CellWidth; x++)
                {
                    if (BitmapFont.HasDot(text[i], x, y))
                        Fill(left + (i * BitmapFont.CellWidth + x) * scale, top + y * scale, scale, ink);
                }
            }
        }
    }

    private void Fill(int left, int top, int edge, Ink ink)
    {
        for (int y = 0; y < edge; y++)
        {
            Span<byte> row = Row(left, top + y, edge);
            for (int x = 0; x < edge; x++)
                (row[3 * x], row[3 * x + 1], row[3 * x + 2]) = (ink.Red, ink.Green, ink.Blue);
        }
    }

    private Span<byte> Row(int left, int top, int width) =>
        Image.Pixels.AsSpan((top * Image.Width + left) * 3, width * 3);
}

/// <summary>The color of a text.</summary>
internal readonly record struct Ink(byte Red, byte Green, byte Blue);
