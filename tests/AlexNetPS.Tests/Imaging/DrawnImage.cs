using AlexNetPS.Imaging;
using AlexNetPS.Randomness;

namespace AlexNetPS.Tests.Imaging;

/// <summary>Images with smooth areas, edges and noise, the same everywhere.</summary>
internal static class DrawnImage
{
    public static RgbImage Draw(int width, int height, uint seed = 0)
    {
        var random = new RandomStream(1, RandomPurpose.Drawing, 0, seed);
        byte[] pixels = new byte[width * height * 3];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int at = (y * width + x) * 3;
                bool inside =
                    (x - width / 3) * (x - width / 3) + (y - height / 2) * (y - height / 2) < width * height / 16;
                pixels[at] = (byte)((inside ? 220 : 255 * x / width) ^ (int)(seed % 16));
                pixels[at + 1] = (byte)(255 * y / height);
                pixels[at + 2] = (byte)(random.UInt32((uint)at) >> (x > width / 2 ? 24 : 27));
            }
        }

        return new RgbImage(width, height, pixels);
    }

    public static byte[] Jpeg(int width, int height, uint seed = 0) =>
        ImageEncoder.EncodeJpeg(Draw(width, height, seed).View);

    public static int LargestDifference(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        Assert.Equal(a.Length, b.Length);
        int largest = 0;
        for (int i = 0; i < a.Length; i++)
            largest = Math.Max(largest, Math.Abs(a[i] - b[i]));
        return largest;
    }
}
