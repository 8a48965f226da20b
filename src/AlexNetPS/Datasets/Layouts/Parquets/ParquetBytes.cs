using AlexNetPS.Formats.Parquet;
using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets.Layouts.Parquets;

/// <summary>
/// Reads images in Parquet files. Keeps the last file and page open, because images are read in the files' order. Not
/// thread-safe.
/// </summary>
/// <param name="root">Folder of the files.</param>
/// <param name="column">Column of the images; null for that of a usual name.</param>
internal sealed class ParquetBytes(string root, string? column) : IDisposable
{
    private ParquetFile? _file;
    private BlobColumn? _images;
    private string? _path;
    private ReadOnlyMemory<byte> _last;

    /// <summary>Bytes of the last image, valid until the next is read.</summary>
    public ReadOnlySpan<byte> Last => _last.Span;

    /// <summary>Returns the bytes of the image, valid until the next call.</summary>
    /// <param name="member">File and row.</param>
    /// <param name="limits">Limits of its length.</param>
    /// <exception cref="ImageFormatException">The file is damaged, or the row has no image.</exception>
    public ReadOnlySpan<byte> Read(ArchiveMember member, DecodeLimits limits)
    {
        _last = default;
        try
        {
            if (_path != member.Archive)
                Open(member.Archive);
            if (!_images!.TryRead(member.Offset, out _last) || _last.IsEmpty)
                throw new ImageFormatException("its row has no bytes of an image");
        }
        catch (FormatException e)
        {
            throw new ImageFormatException($"'{member.Archive}' cannot be read: {e.Message}", e);
        }

        limits.CheckFile(_last.Length);
        return _last.Span;
    }

    public void Dispose() => _file?.Dispose();

    private void Open(string archive)
    {
        _file?.Dispose();
        (_file, _path) = (null, null);
        string full = Path.Combine(root, archive);
        _file = ParquetFile.Open(full);
        _images = new BlobColumn(_file, ParquetImages.Column(_file, full, column)
            ?? throw new FormatException("it has no column of images"));
        _path = archive;
    }
}
