using System.Globalization;
using AlexNetPS.Imaging;

namespace AlexNetPS.Tests.Imaging;

/// <summary>
/// The central square of an unscaled image, against torchvision's CenterCrop (tests/peers/center_crops.py).
/// </summary>
public sealed class CenterCropTests
{
    [Fact]
    public void ItBeginsWhereTorchvisionsDoes()
    {
        string[] lines = File.ReadAllLines(Path.Combine(ImageFiles.Folder, "center-crops.csv"));
        Assert.Equal(210, lines.Length - 1);
        foreach (int[] row in lines.Skip(1)
            .Select(line => Array.ConvertAll(line.Split(','), value => int.Parse(value, CultureInfo.InvariantCulture))))
        {
            (int size, int width, int height, int left, int top) = (row[0], row[1], row[2], row[3], row[4]);
            using var preparer = new ImagePreparer(size, crop: ImageCrop.CenterUnscaled);
            PixelView square = preparer.Prepare(Coordinates(width, height).View);
            Assert.Equal(Crop(Coordinates(width, height), size, left, top), square.Pixels.ToArray());
        }
    }

    [Theory]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(35)] // higher than the images, less wide
    [InlineData(50)]
    public void AnImageIsTurnedUprightFirst(int size)
    {
        using var preparer = new ImagePreparer(size, crop: ImageCrop.CenterUnscaled);
        for (int orientation = 1; orientation <= 8; orientation++)
        {
            byte[] file = ImageFiles.Read($"orientation-{orientation}.jpg");
            RgbImage upright = ImageCodecs.Decode(file);
            byte[] expected = Crop(upright, size, Offset(upright.Width, size), Offset(upright.Height, size));
            Assert.Equal(expected, preparer.Prepare(file).Pixels.ToArray());
        }
    }

    [Fact]
    public void ALargeImageIsNotReducedByItsDecoder()
    {
        byte[] file = DrawnImage.Jpeg(800, 600);
        using var preparer = new ImagePreparer(8, crop: ImageCrop.CenterUnscaled);
        Assert.Equal(Crop(ImageCodecs.Decode(file), 8, 396, 296), preparer.Prepare(file).Pixels.ToArray());
    }

    private static int Offset(int length, int size) =>
        length < size ? -((size - length) / 2) : (int)Math.Round((length - size) / 2.0, MidpointRounding.ToEven);

    /// <summary>Each pixel says where it is.</summary>
    private static RgbImage Coordinates(int width, int height) =>
        new(width, height,
            [.. Enumerable.Range(0, width * height)
                .SelectMany(at => new[] { (byte)(at % width), (byte)(at / width), (byte)255 })]);

    private static byte[] Crop(RgbImage image, int size, int left, int top)
    {
        byte[] crop = new byte[size * size * 3];
        for (int at = 0; at < size * size; at++)
        {
            (int x, int y) = (at % size + left, at / size + top);
            if (x >= 0 && y >= 0 && x < image.Width && y < image.Height)
                image.View.Pixels.Slice((y * image.Width + x) * 3, 3).CopyTo(crop.AsSpan(at * 3));
        }

        return crop;
    }
}
