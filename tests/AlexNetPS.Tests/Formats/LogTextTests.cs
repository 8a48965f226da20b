using AlexNetPS.Formats.Text;

namespace AlexNetPS.Tests.Formats;

public class LogTextTests
{
    [Theory]
    [InlineData("a class 'x::y' of C::D", "a class 'x::y' of C::D")]
    [InlineData("::error::text", "\\u003A:error::text")]
    [InlineData("one\n \t::set-output name=a::b\r\n::x", "one\n \t\\u003A:set-output name=a::b\r\n\\u003A:x")]
    [InlineData("a ##vso[task.complete result=Failed]b", "a ##vso\\u005Btask.complete result=Failed]b")]
    [InlineData("##VSO[x] ##[add-mask]y [z]", "##VSO\\u005Bx] ##\\u005Badd-mask]y [z]")]
    [InlineData("\u001B[1m", "\\u001B[1m")]
    public void WhatARunnerObeysIsSpelledOut(string text, string expected) => Assert.Equal(expected, LogText.Of(text));
}
