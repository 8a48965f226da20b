using AlexNetPS.Drawing;
using AlexNetPS.Imaging;

namespace AlexNetPS.Tests.Drawing;

public class TextFitTests
{
    private static readonly IPictureRenderer _letters = new Letters();

    [Fact]
    public void TextsAreCutBetweenWholeLetters()
    {
        Assert.Equal("sunflower", TextFit.Start(_letters, "sunflower", 90, 10));
        Assert.Equal("sunflo…", TextFit.Start(_letters, "sunflower", 70, 10));
        Assert.Equal("sun…", TextFit.Start(_letters, "sun flower", 50, 10));
        // An e with an accent as a mark, and a family of emoji, are one letter each.
        Assert.Equal("e\u0301…", TextFit.Start(_letters, "e\u0301e\u0301e\u0301", 20, 10));
        Assert.Equal("👩‍👩‍👧…", TextFit.Start(_letters, "👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧", 20, 10));
        Assert.Equal("…", TextFit.Start(_letters, "sunflower", 5, 10));
    }

    [Fact]
    public void FileNamesKeepTheirStartAndEnd()
    {
        Assert.Equal("n01440764_18.JPEG", TextFit.Ends(_letters, "n01440764_18.JPEG", 170, 10));
        Assert.Equal("n0144….JPEG", TextFit.Ends(_letters, "n01440764_18.JPEG", 115, 10));
    }

    [Fact]
    public void LinesBreakBetweenWords()
    {
        Assert.Equal(["great white shark"], TextFit.Lines(_letters, "great white shark", 170, 2, 10));
        Assert.Equal(["great white", "shark"], TextFit.Lines(_letters, "great white shark", 120, 2, 10));
        Assert.Equal(["great white", "shark, man…"],
            TextFit.Lines(_letters, "great white shark, man-eater of the sea", 110, 2, 10));
        Assert.Equal(["Rindfleischetiketti", "erung"], TextFit.Lines(_letters, "Rindfleischetikettierung", 190, 2, 10));
        Assert.Equal(["向日葵是", "花"], TextFit.Lines(_letters, "向日葵是花", 45, 2, 10));
        Assert.Equal(["a", "…"], TextFit.Lines(_letters, "abc", 5, 2, 10));
    }

    /// <summary>Each letter is as wide as the font is large.</summary>
    private sealed class Letters : IPictureRenderer
    {
        public bool HasFont => true;

        public RgbImage Render(Picture picture, double scale = 1) => throw new NotSupportedException();

        public double TextWidth(string text, double size, bool bold = false) =>
            size * new System.Globalization.StringInfo(text).LengthInTextElements;

        public string? TextWarning(IEnumerable<string> texts) => null;
    }
}
