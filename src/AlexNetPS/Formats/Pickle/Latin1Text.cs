using System.Text;
using AlexNetPS.Formats.Files;

namespace AlexNetPS.Formats.Pickle;

/// <summary>
/// Bytes that Python 3 pickled as text, one character per byte: protocol 2 has no bytes type, so it calls
/// <c>_codecs.encode(text, 'latin1')</c>.
/// </summary>
internal static class Latin1Text
{
    private static readonly Encoding _utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);
    private static readonly Encoding _latin1 =
        Encoding.GetEncoding("latin1", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);

    /// <summary>Returns the bytes that the call would return.</summary>
    /// <exception cref="FormatException">The arguments are not latin1 text.</exception>
    public static PickleBytes Encode(object?[] arguments)
    {
        if (arguments is not [object text, object encoding] || PickleText.Of(encoding) is not ("latin1" or "latin-1"))
            throw new FormatException("its pickle encodes something that is not latin1 text");
        return text switch
        {
            string characters => Encoded(characters),
            PickleLongText { Utf8: PickleBytes bytes } characters => Encoded(bytes, characters.Characters),
            _ => throw new FormatException("its pickle encodes something that is not text"),
        };
    }

    private static PickleBytes Encoded(string text) =>
        Source(() => new MemoryStream(_latin1.GetBytes(text)), text.Length, CancellationToken.None);

    private static PickleBytes Encoded(PickleBytes utf8, long characters) =>
        Source(() => Encoding.CreateTranscodingStream(Stored(utf8), _utf8, _latin1), characters, utf8.File.Stopping);

    private static SourceStream Stored(PickleBytes bytes) =>
        new(new SourcePart(bytes.File.Reader(), bytes.Offset, bytes.Length));

    private static PickleBytes Source(Func<Stream> open, long length, CancellationToken stopping) =>
        new(new SequentialBytes(open, length, stopping), 0, length);
}
