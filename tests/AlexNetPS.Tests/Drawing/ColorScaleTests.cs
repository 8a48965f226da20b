using AlexNetPS.Drawing;

namespace AlexNetPS.Tests.Drawing;

public class ColorScaleTests
{
    /// <summary>Colors of matplotlib's inferno, in its 256 steps.</summary>
    [Theory]
    [InlineData(0, 0, 0, 4)]
    [InlineData(64 / 255.0, 87, 16, 110)]
    [InlineData(128 / 255.0, 188, 55, 84)]
    [InlineData(192 / 255.0, 249, 142, 9)]
    [InlineData(1, 252, 255, 164)]
    public void ItIsInferno(double value, int red, int green, int blue)
    {
        Ink ink = ColorScale.At(value);
        Assert.InRange(ink.Red, red - 6, red + 6);
        Assert.InRange(ink.Green, green - 6, green + 6);
        Assert.InRange(ink.Blue, blue - 10, blue + 10);
    }

    [Fact]
    public void ItGetsBrighterAllTheWay()
    {
        double before = -1;
        for (int i = 0; i <= 40; i++)
        {
            Ink ink = ColorScale.At(i / 40.0);
            double luminance = 0.2126 * ink.Red + 0.7152 * ink.Green + 0.0722 * ink.Blue;
            Assert.True(luminance > before, $"{i}: {luminance} after {before}");
            before = luminance;
        }
    }

    [Fact]
    public void ValuesBeyondTheEndsHaveTheirColors()
    {
        Assert.Equal(ColorScale.At(0), ColorScale.At(-3));
        Assert.Equal(ColorScale.At(1), ColorScale.At(7));
        Assert.Equal(ColorScale.At(1), ColorScale.At(double.NaN));
        Assert.Equal(ColorScale.At(0), ColorScale.At(double.NegativeInfinity));
    }
}
