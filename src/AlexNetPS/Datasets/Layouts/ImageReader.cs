using AlexNetPS.Datasets.Layouts.Archives;
using AlexNetPS.Imaging;
using AlexNetPS.Imaging.Jpeg;

namespace AlexNetPS.Datasets.Layouts;

/// <summary>Turns files of a listing into prepared images; one for each thread.</summary>
internal abstract class ImageReader : IDisposable
{
    /// <summary>The prepared image, valid until the next call.</summary>
    /// <param name="file">A file of the listing.</param>
    /// <param name="sourceWidth">Columns of the image in the file.</param>
    /// <param name="sourceHeight">Rows of the image in the file.</param>
    public abstract PixelView Read(SourceFile file, out int sourceWidth, out int sourceHeight);

    /// <summary>The bytes of a file, undecoded, valid until the next call.</summary>
    /// <param name="file">A file of the listing.</param>
    public abstract ReadOnlySpan<byte> ReadFile(SourceFile file);

    /// <summary>The bytes of the last file, undecoded.</summary>
    public abstract ReadOnlySpan<byte> File { get; }

    /// <summary>What was odd about the last file, although it could be read; null if nothing.</summary>
    public virtual string? Warning => null;

    /// <summary>The last file's bytes where they are a JPEG of exactly the prepared image; empty otherwise.</summary>
    public virtual ReadOnlySpan<byte> Original => default;

    public virtual void Dispose()
    {
    }
}

/// <summary>Reads image files, of their own or in archives.</summary>
internal sealed class FileImageReader(string root, ImportOptions options) : ImageReader
{
    private readonly FileReader _files = new();
    private readonly MemberBytes _members = new(root);
    private readonly ImagePreparer _preparer = options.Preparation.NewPreparer(options.Limits);
    private bool _isMember;

    public override string? Warning => _preparer.Warning;

    public override ReadOnlySpan<byte> Original =>
        _preparer.IsUnchanged && JpegMarkers.IsJpeg(File) && JpegMarkers.Read(File).Components is 1 or 3
            ? File
            : default;

    public override ReadOnlySpan<byte> File => _isMember ? _members.Last : _files.Last;

    public override PixelView Read(SourceFile file, out int sourceWidth, out int sourceHeight)
    {
        PixelView view = _preparer.Prepare(ReadFile(file));
        (sourceWidth, sourceHeight) = (_preparer.SourceWidth, _preparer.SourceHeight);
        return view;
    }

    public override ReadOnlySpan<byte> ReadFile(SourceFile file)
    {
        _isMember = file.Member is not null;
        return file.Member is { } member
            ? _members.Read(member, file.Length, options.Limits)
            : _files.Read(Path.Combine(root, file.RelativePath), options.Limits);
    }

    public override void Dispose()
    {
        _preparer.Dispose();
        _files.Dispose();
        _members.Dispose();
    }
}
