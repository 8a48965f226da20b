using System.Collections.Concurrent;
using System.Globalization;
using AlexNetPS.Formats.Idx;
using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets.Layouts.Idx;

/// <summary>Slices images from image files. Each file is read once for all threads.</summary>
internal sealed class IdxReader : ImageReader
{
    private readonly string _root;
    private readonly ConcurrentDictionary<string, Lazy<IdxFile>> _files;
    private ReadOnlyMemory<byte> _pixels;
    private int _width, _height;

    private IdxReader(string root, ConcurrentDictionary<string, Lazy<IdxFile>> files) => (_root, _files) = (root, files);

    public override ReadOnlySpan<byte> File => _pixels.Span;

    /// <summary>Returns what creates the readers of a dataset.</summary>
    public static Func<ImageReader> Factory(string root)
    {
        var files = new ConcurrentDictionary<string, Lazy<IdxFile>>();
        return () => new IdxReader(root, files);
    }

    public override PixelView Read(SourceFile file, out int sourceWidth, out int sourceHeight)
    {
        ReadOnlySpan<byte> pixels = ReadFile(file);
        (sourceWidth, sourceHeight) = (_width, _height);
        return new PixelView(pixels, sourceWidth, sourceHeight, 1);
    }

    public override ReadOnlySpan<byte> ReadFile(SourceFile file)
    {
        int mark = file.RelativePath.LastIndexOf('#');
        string path = Path.Combine(_root, file.RelativePath[..mark]);
        IdxFile images = _files.GetOrAdd(path, static path => new Lazy<IdxFile>(
            () => DatasetException.Wrap(() => IdxFile.Read(path, IdxType.UnsignedByte)))).Value;
        if (images.Dimensions.Count != 3)
            throw new DatasetException($"'{path}' has {images.Dimensions.Count} dimensions; images have three.");
        (_height, _width) = (images.Dimensions[1], images.Dimensions[2]);
        int position = int.Parse(file.RelativePath.AsSpan(mark + 1), CultureInfo.InvariantCulture), length =
            _width * _height;
        _pixels = position < images.Dimensions[0]
            ? images.Data.AsMemory(position * length, length)
            : throw new ImageFormatException("the file has become shorter: there is no image at this position");
        return File;
    }
}
