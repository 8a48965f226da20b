using AlexNetPS.Formats.Text;

namespace AlexNetPS.Tests.Formats;

public class TerminalTextTests
{
    [Theory]
    [InlineData("plain \u00E9 \uAC00 \U0001F339", "plain \u00E9 \uAC00 \U0001F339")]
    [InlineData("a\tb\nc\r\nd", "a\tb\nc\r\nd")]
    [InlineData("\u001B[31mred\u001B[0m\u0007", "\\u001B[31mred\\u001B[0m\\u0007")]
    [InlineData("blue\r\u001B]0;title\u0007\u009B2J", "blue\\u000D\\u001B]0;title\\u0007\\u009B2J")]
    [InlineData("r\u202Eed\u0000\u2066\u200F", "r\\u202Eed\\u0000\\u2066\\u200F")]
    [InlineData("end\r", "end\\u000D")]
    [InlineData("a\u2028b\u2029", "a\\u2028b\\u2029")]
    public void WhatATerminalObeysIsSpelledOut(string text, string expected) =>
        Assert.Equal(expected, TerminalText.Of(text));

    [Theory]
    [InlineData("a\tb\nc\r\nd.png", "a\\u0009b\\u000Ac\\u000D\\u000Ad.png")]
    [InlineData("x\u001B[2J\u2028\u202E.png", "x\\u001B[2J\\u2028\\u202E.png")]
    public void ANameStaysInItsLine(string name, string expected) => Assert.Equal(expected, TerminalText.OfLine(name));

    [Fact]
    public void OtherTextIsTheSameObject()
    {
        string text = new('x', 9);
        Assert.Same(text, TerminalText.Of(text));
    }
}
