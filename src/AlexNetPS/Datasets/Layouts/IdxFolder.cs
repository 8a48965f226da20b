using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using AlexNetPS.Formats.Idx;
using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets.Layouts;

/// <summary>A folder of IDX files named as in MNIST. Images stay gray and keep their size.</summary>
/// <remarks>The t10k pair is the only held-out part of such datasets, so it serves as the validation split.</remarks>
internal static partial class IdxFolder
{
    private static readonly string[] _fashion =
        ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

    public static bool Fits(DatasetSource source) => !source.IsFile && ImageFiles(source.Path).Any();

    /// <exception cref="DatasetException">Labels are missing or do not match the images.</exception>
    public static FolderListing Read(LayoutRequest request)
    {
        string root = request.Root;
        string[] images = [.. ImageFiles(root)];
        bool hasHeldOut = images.Any(IsHeldOut) && !images.All(IsHeldOut);
        List<(string Images, byte[] Labels)> parts = [];
        foreach (string name in images)
        {
            if (images.Any(other => other != name && Path.GetFileNameWithoutExtension(name) == other))
                continue;   // If there is a plain and a compressed file, the plain one is read.
            parts.Add((name, ReadLabels(root, name)));
        }

        int classCount = parts.Max(part => part.Labels.Length == 0 ? 0 : part.Labels.Max()) + 1;
        string[] classes =
            classCount <= 10 && Path.GetFullPath(root).Contains("fashion", StringComparison.OrdinalIgnoreCase)
            ? _fashion
            : [.. Enumerable.Range(0, Math.Max(classCount, 10))
                .Select(label => label.ToString(CultureInfo.InvariantCulture))];
        List<SourceFile> files = [];
        foreach ((string name, byte[] labels) in parts)
        {
            var file = new FileInfo(Path.Combine(root, name));
            SplitName? split = !hasHeldOut ? null : IsHeldOut(name) ? SplitName.Validation : SplitName.Train;
            for (int i = 0; i < labels.Length; i++)
            {
                files.Add(new SourceFile(string.Create(CultureInfo.InvariantCulture, $"{name}#{i:D6}"),
                    classes[labels[i]], split, file.Length, file.LastWriteTimeUtc));
            }
        }

        var contents = new ConcurrentDictionary<string, Lazy<IdxFile>>();
        return FolderReader.Finish($"IDX files {string.Join(", ", parts.Select(part => part.Images))}", files, classes,
            []) with
        {
            Shape = Shape(Path.Combine(root, parts[0].Images)),
            NewReader = () => new Reader(root, contents),
        };
    }

    private static ImageShape Shape(string images)
    {
        IReadOnlyList<int> dimensions = DatasetException.Wrap(() => IdxFile.ReadDimensions(images));
        return dimensions.Count == 3
            ? new ImageShape(dimensions[2], dimensions[1], 1)
            : throw new DatasetException($"'{images}' has {dimensions.Count} dimensions; images have three.");
    }

    private static IEnumerable<string> ImageFiles(string root) =>
        Directory.EnumerateFiles(root).Select(path => Path.GetFileName(path))
            .Where(name => ImagesPattern().IsMatch(name)).Order(StringComparer.Ordinal);

    private static bool IsHeldOut(string name) => name.StartsWith("t10k", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("test", StringComparison.OrdinalIgnoreCase);

    private static byte[] ReadLabels(string root, string images)
    {
        string plain = images.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? images[..^3] : images;
        string labels = plain.Replace("images", "labels", StringComparison.OrdinalIgnoreCase)
            .Replace("idx3", "idx1", StringComparison.OrdinalIgnoreCase);
        string path =
            ((string[])[labels, labels + ".gz"]).Select(name => Path.Combine(root, name)).FirstOrDefault(File.Exists)
            ?? throw new DatasetException(
                $"'{Path.Combine(root, images)}' has no labels: '{labels}' or '{labels}.gz' is missing.");
        IdxFile file = DatasetException.Wrap(() => IdxFile.Read(path));
        return file.Dimensions.Count == 1
            ? file.Data
            : throw new DatasetException($"'{path}' has {file.Dimensions.Count} dimensions; labels have one.");
    }

    [GeneratedRegex(@"images[-.]idx3-ubyte(\.gz)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ImagesPattern();

    /// <summary>Slices images from the image files. Each file is read once for all threads.</summary>
    private sealed class Reader(string root, ConcurrentDictionary<string, Lazy<IdxFile>> files) : ImageReader
    {
        private ReadOnlyMemory<byte> _pixels;
        private int _width, _height;

        public override ReadOnlySpan<byte> File => _pixels.Span;

        public override PixelView Read(SourceFile file, out int sourceWidth, out int sourceHeight)
        {
            ReadOnlySpan<byte> pixels = ReadFile(file);
            (sourceWidth, sourceHeight) = (_width, _height);
            return new PixelView(pixels, sourceWidth, sourceHeight, 1);
        }

        public override ReadOnlySpan<byte> ReadFile(SourceFile file)
        {
            int mark = file.RelativePath.LastIndexOf('#');
            string path = Path.Combine(root, file.RelativePath[..mark]);
            IdxFile images =
                files.GetOrAdd(path,
                    static path => new Lazy<IdxFile>(() => DatasetException.Wrap(() => IdxFile.Read(path)))).Value;
            if (images.Dimensions.Count != 3)
                throw new DatasetException($"'{path}' has {images.Dimensions.Count} dimensions; images have three.");
            (_height, _width) = (images.Dimensions[1], images.Dimensions[2]);
            int position = int.Parse(file.RelativePath.AsSpan(mark + 1), CultureInfo.InvariantCulture), length =
                _width * _height;
            _pixels = position < images.Dimensions[0]
                ? images.Data.AsMemory(position * length, length)
                : throw new ImageFormatException("there is a label but no image at this position");
            return File;
        }
    }
}
