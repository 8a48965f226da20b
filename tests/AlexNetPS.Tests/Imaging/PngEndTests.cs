using AlexNetPS.Imaging;

namespace AlexNetPS.Tests.Imaging;

public class PngEndTests
{
    private static readonly RgbImage _drawn = DrawnImage.Draw(37, 21);
    private static readonly byte[] _file = PngFile.WithoutEnd(_drawn);

    /// <summary>Without the end chunk, the checksum of the pixels (4 bytes), and that of zlib (4 bytes).</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    public void CompletePixelsAreReadWithAWarning(int missing)
    {
        var buffer = new PixelBuffer();
        ImageCodecs.Decode(_file.AsSpan(..^missing), DecodeLimits.Default, 0, buffer);
        Assert.Equal(_drawn.Pixels, buffer.ToImage().Pixels);
        Assert.StartsWith("the end chunk is missing", buffer.Warning, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatFollowsTheImageMayBeDamaged()
    {
        byte[] text = "what is this, behind an image?"u8.ToArray();
        foreach (byte[] behind in (byte[][])[new byte[100], text, PngFile.End[..^1]])
        {
            var buffer = new PixelBuffer();
            ImageCodecs.Decode([.. _file, .. behind], DecodeLimits.Default, 0, buffer);
            Assert.Equal(_drawn.Pixels, buffer.ToImage().Pixels);
            Assert.NotNull(buffer.Warning);
        }
    }

    [Fact]
    public void MissingOrDamagedPixelsAreDamage()
    {
        foreach (int missing in (int[])[14, 30, 200, _file.Length / 2])
            Assert.Throws<ImageFormatException>(() => ImageCodecs.Decode(_file.AsSpan(..^missing)));
        byte[] damaged = [.. _file];
        damaged[_file.Length / 2] ^= 4;
        Assert.Throws<ImageFormatException>(() => ImageCodecs.Decode(damaged));
    }
}
