using AlexNetPS.Imaging;

namespace AlexNetPS.Samples;

/// <summary>A picture to draw pictures and labels on.</summary>
internal sealed class Canvas
{
    public Canvas(int width, int height, byte background)
    {
        Image = new RgbImage(width, height, new byte[width * height * 3]);
        Image.Pixels.AsSpan().Fill(background);
    }

    public RgbImage Image { get; }

    /// <summary>Draws a picture, each pixel as a square of so many.</summary>
    public void Draw(PixelView picture, int left, int top, int scale)
    {
        for (int y = 0; y < picture.Height * scale; y++)
        {
            Span<byte> row = Row(left, top + y, picture.Width * scale);
            int source = y / scale * picture.Width * picture.Channels;
            for (int x = 0; x < picture.Width * scale; x++)
            {
                int at = source + x / scale * picture.Channels;
                for (int channel = 0; channel < 3; channel++) row[3 * x + channel] = picture.Pixels[at + Math.Min(channel, picture.Channels - 1)];
            }
        }
    }

    /// <summary>Writes a text, each dot as a square of so many pixels.</summary>
    public void Write(string text, int left, int top, int scale, byte level)
    {
        for (int i = 0; i < text.Length; i++)
        {
            for (int y = 0; y < BitmapFont.CellHeight; y++)
            {
                for (int x = 0; x < BitmapFont.CellWidth; x++)
                {
                    if (BitmapFont.HasDot(text[i], x, y)) Fill(left + (i * BitmapFont.CellWidth + x) * scale, top + y * scale, scale, level);
                }
            }
        }
    }

    private void Fill(int left, int top, int edge, byte level)
    {
        for (int y = 0; y < edge; y++) Row(left, top + y, edge).Fill(level);
    }

    private Span<byte> Row(int left, int top, int width) => Image.Pixels.AsSpan((top * Image.Width + left) * 3, width * 3);
}
