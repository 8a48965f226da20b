using AlexNetPS.Formats.Text;

namespace AlexNetPS.Tests.Formats;

public class WildcardsTests
{
    [Theory]
    [InlineData("*.jpg", "a.JPG", true)]
    [InlineData("*.jpg", "a.jpeg", false)]
    [InlineData("a?.png", "ab.png", true)]
    [InlineData("a?.png", "a.png", false)]
    [InlineData("img_[0-3]*", "img_2_x.png", true)]
    [InlineData("img_[0-3]*", "img_4.png", false)]
    [InlineData("[abc].png", "B.png", true)]
    [InlineData("a`[1`].png", "a[1].png", true)]
    [InlineData("a`[1`].png", "a1.png", false)]
    [InlineData("a+b(1).png", "a+b(1).png", true)]
    [InlineData("a.png", "axpng", false)]
    [InlineData("*", "", true)]
    [InlineData("[]-]x", "]x", true)]
    [InlineData("[]-]x", "-x", true)]
    [InlineData("[^a]x", "^x", true)]
    [InlineData("[^a]x", "bx", false)]
    public void PatternsMatchAsPowerShellDoes(string pattern, string name, bool matches) =>
        Assert.Equal(matches, Wildcards.ToRegex(pattern).IsMatch(name));

    [Fact]
    public void AnOpenBracketIsAnError() =>
        Assert.Contains("[ab", Assert.Throws<ArgumentException>(() => Wildcards.ToRegex("[ab")).Message, StringComparison.Ordinal);
}
