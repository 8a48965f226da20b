using AlexNetPS.Formats.Text;

namespace AlexNetPS.Tests.Formats;

public class ByteTextTests
{
    [Theory]
    [InlineData(0, "0 bytes")]
    [InlineData(999, "999 bytes")]
    [InlineData(1000, "1.0 kB")]
    [InlineData(1540, "1.5 kB")]
    [InlineData(9.96e6, "10 MB")]
    [InlineData(3.2e5, "320 kB")]
    [InlineData(999_700, "1.0 MB")]
    [InlineData(2.67e9, "2.7 GB")]
    [InlineData(1.234e12, "1,234 GB")]
    public void BytesAreReadInTheUnitThatSuitsThem(double bytes, string text) => Assert.Equal(text, ByteText.Of(bytes));
}
