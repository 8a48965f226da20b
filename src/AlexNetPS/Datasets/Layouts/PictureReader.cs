using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets.Layouts;

/// <summary>Turns files of a listing into prepared pictures; one for each thread.</summary>
internal abstract class PictureReader : IDisposable
{
    /// <summary>The prepared picture, valid until the next call.</summary>
    /// <param name="file">A file of the listing.</param>
    /// <param name="sourceWidth">Columns of the picture in the file.</param>
    /// <param name="sourceHeight">Rows of the picture in the file.</param>
    public abstract PixelView Read(SourceFile file, out int sourceWidth, out int sourceHeight);

    public virtual void Dispose()
    {
    }
}

/// <summary>Reads picture files.</summary>
internal sealed class FilePictureReader(string root, ImportOptions options) : PictureReader
{
    private readonly ImagePreparer _preparer = new(options.ImageSize, options.LongestSide, options.Limits);

    public override PixelView Read(SourceFile file, out int sourceWidth, out int sourceHeight)
    {
        PixelView view = _preparer.Prepare(Path.Combine(root, file.RelativePath));
        (sourceWidth, sourceHeight) = (_preparer.SourceWidth, _preparer.SourceHeight);
        return view;
    }

    public override void Dispose() => _preparer.Dispose();
}
