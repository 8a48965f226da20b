using AlexNetPS.Datasets.Layouts.Archives;
using AlexNetPS.Datasets.Layouts.Lists;
using AlexNetPS.Datasets.Layouts.Parquets;
using AlexNetPS.Imaging;
using AlexNetPS.Imaging.Jpeg;

namespace AlexNetPS.Datasets.Layouts;

/// <summary>Reads files of a listing as prepared images; one reader per thread.</summary>
internal abstract class ImageReader : IDisposable
{
    /// <summary>Returns the prepared image, valid until the next call.</summary>
    /// <param name="file">A file of the listing.</param>
    /// <param name="sourceWidth">Width of the image in the file, pixels.</param>
    /// <param name="sourceHeight">Height of the image in the file, pixels.</param>
    public abstract PixelView Read(SourceFile file, out int sourceWidth, out int sourceHeight);

    /// <summary>Returns the undecoded bytes of a file, valid until the next call.</summary>
    /// <param name="file">A file of the listing.</param>
    public abstract ReadOnlySpan<byte> ReadFile(SourceFile file);

    /// <summary>Undecoded bytes of the last file.</summary>
    public abstract ReadOnlySpan<byte> File { get; }

    /// <summary>Decoder warning of the last file; null if there was none.</summary>
    public virtual string? Warning => null;

    /// <summary>Bytes of the last file if they are a JPEG of exactly the prepared image; empty otherwise.</summary>
    public virtual ReadOnlySpan<byte> Original => default;

    public virtual void Dispose()
    {
    }
}

/// <summary>Reads image files: separate, in archives, or in Parquet files.</summary>
internal sealed class FileImageReader(string root, ImportOptions options) : ImageReader
{
    private readonly FileReader _files = new();
    private readonly MemberBytes _members = new(root);
    private readonly ImagePreparer _preparer = options.Preparation.NewPreparer(options.Limits);
    private readonly ParquetBytes _rows = new(root, options.PathColumn);
    private Place _place;

    private enum Place : long
    {
        File,
        Archive,
        Row,
    }

    public override string? Warning => _preparer.Warning;

    public override ReadOnlySpan<byte> Original =>
        _preparer.IsUnchanged && JpegMarkers.IsJpeg(File) && JpegMarkers.Read(File).Components is 1 or 3
            ? File
            : default;

    public override ReadOnlySpan<byte> File => _place switch
    {
        Place.Archive => _members.Last,
        Place.Row => _rows.Last,
        _ => _files.Last,
    };

    public override PixelView Read(SourceFile file, out int sourceWidth, out int sourceHeight)
    {
        PixelView view = _preparer.Prepare(ReadFile(file));
        (sourceWidth, sourceHeight) = (_preparer.SourceWidth, _preparer.SourceHeight);
        return view;
    }

    public override ReadOnlySpan<byte> ReadFile(SourceFile file)
    {
        _place = file.Member is null ? Place.File : ListTable.IsParquet(file.Member.Archive) ? Place.Row : Place.Archive;
        return _place switch
        {
            Place.Archive => _members.Read(file.Member!, file.Length, options.Limits),
            Place.Row => _rows.Read(file.Member!, options.Limits),
            _ => _files.Read(Path.Combine(root, file.RelativePath), options.Limits),
        };
    }

    public override void Dispose()
    {
        _preparer.Dispose();
        _files.Dispose();
        _members.Dispose();
        _rows.Dispose();
    }
}
