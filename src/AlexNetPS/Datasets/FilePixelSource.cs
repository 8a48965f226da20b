using System.Collections.Concurrent;
using AlexNetPS.Datasets.Layouts;
using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets;

/// <summary>Decodes and prepares images on demand: the source of an index-only import.</summary>
internal sealed class FilePixelSource(IReadOnlyList<SourceFile> files, Func<ImageReader> newReader) : IPixelSource
{
    private readonly ConcurrentBag<ImageReader> _readers = [];

    public PixelView Read(ImageSample sample, ref byte[] buffer) => Read(sample, ref buffer, out _, out _, out _);

    /// <summary>Returns the image, its size in the file, and the decoder's warning.</summary>
    public PixelView Read(ImageSample sample, ref byte[] buffer, out int sourceWidth, out int sourceHeight,
        out string? warning)
    {
        if (!_readers.TryTake(out ImageReader? reader))
            reader = newReader();
        try
        {
            PixelView view = reader.Read(files[sample.Index], out sourceWidth, out sourceHeight);
            warning = reader.Warning;
            if (buffer.Length < view.Pixels.Length)
                buffer = GC.AllocateUninitializedArray<byte>(view.Pixels.Length);
            // The next caller reuses the reader's buffer.
            view.Pixels.CopyTo(buffer);
            return new PixelView(buffer.AsSpan(0, view.Pixels.Length), view.Width, view.Height, view.Channels);
        }
        catch (Exception e) when (e is ImageFormatException or IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(
                $"'{sample.Path}' cannot be read: {e.Message}. Import without IndexOnly to skip such files.",
                e);
        }
        finally
        {
            _readers.Add(reader);
        }
    }
}
