using System.Buffers;

namespace AlexNetPS.Imaging.Png;

/// <summary>A PNG file reduced to the chunks that determine its pixels: the critical ones and transparency.</summary>
/// <remarks>
/// Gamma, color profile and text are removed before a decoder sees the file: Pillow and torchvision, which produced the
/// published models' pixels, ignore them too, and compressed text is a known decompression bomb.
/// </remarks>
internal readonly struct EssentialPng : IDisposable
{
    private readonly byte[] _bytes;
    private readonly int _length;
    private readonly bool _isRented;

    private EssentialPng(byte[] bytes, int length, bool isRented, Orientation orientation, string? warning)
    {
        (_bytes, _length, _isRented) = (bytes, length, isRented);
        (Orientation, Warning) = (orientation, warning);
    }

    /// <summary>The file with its end chunk, valid until disposed.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>Orientation that the removed chunks state.</summary>
    public Orientation Orientation { get; }

    /// <summary>What is missing behind the pixels; null if nothing is.</summary>
    public string? Warning { get; }

    /// <exception cref="ImageFormatException">The file ends before the pixels do.</exception>
    public static EssentialPng Of(ReadOnlySpan<byte> file, PngHeader header)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(file.Length);
        PngChunks.Signature.CopyTo(bytes);
        int length = PngChunks.Signature.Length;
        var metadata = new PngMetadata();
        var chunks = new PngChunks(file);
        while (chunks.Next())
        {
            if (chunks.IsCritical || chunks.Type == PngChunks.Trns)
            {
                chunks.Whole.CopyTo(bytes.AsSpan(length));
                length += chunks.Whole.Length;
            }
            else
            {
                metadata.Add(chunks.Type, chunks.Data);
            }
        }

        Orientation orientation = metadata.FindOrientation();
        if (chunks.Type == PngChunks.Iend)
            return new EssentialPng(bytes, length, isRented: true, orientation, null);
        ArrayPool<byte>.Shared.Return(bytes);
        byte[] completed = PngCompletion.Complete(file, header);
        return new EssentialPng(completed, completed.Length, isRented: false, orientation, "the end chunk is missing");
    }

    public void Dispose()
    {
        if (_isRented)
            ArrayPool<byte>.Shared.Return(_bytes);
    }
}
