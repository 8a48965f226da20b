using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using AlexNetPS.Formats.Tar;
using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets.Layouts;

/// <summary>
/// The binary version of CIFAR-10 or CIFAR-100, in a folder or in its tar.gz. Images keep their 32 x 32 pixels.
/// </summary>
/// <remarks>
/// A record is a label (CIFAR-100: the coarse label, then the fine label, which is used) and 1,024 bytes each of red,
/// green and blue. The test batch is the only held-out part, so it serves as the validation split.
/// </remarks>
internal static class CifarFolder
{
    private const int Side = 32, Plane = Side * Side;
    private const long MaximumBytes = 1L << 30;

    private static readonly string[] _ten = ["data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin",
        "data_batch_4.bin", "data_batch_5.bin", "test_batch.bin"];
    private static readonly string[] _hundred = ["train.bin", "test.bin"];
    private static readonly string[] _places =
        ["", "cifar-10-batches-bin", "cifar-100-binary", "cifar-10-binary.tar.gz", "cifar-100-binary.tar.gz"];

    public static bool Fits(DatasetSource source) => Place(source) is not null;

    /// <exception cref="DatasetException">A batch is damaged.</exception>
    public static FolderListing Read(LayoutRequest request)
    {
        string place = Place(request.Source)!, path = Path.Combine(request.Root, place);
        var packed = new Lazy<Dictionary<string,
            byte[]>>(() => DatasetException.Wrap(() => PackedTar.Read(path,
                static name => name.EndsWith(".bin", StringComparison.Ordinal)
                    || name.EndsWith(".txt", StringComparison.Ordinal), MaximumBytes)));
        bool isPacked = File.Exists(path);
        var contents = new ConcurrentDictionary<string, Lazy<byte[]>>();
        string[] present = isPacked
            ? [.. packed.Value.Keys]
            : [.. Directory.EnumerateFiles(path).Select(file => Path.GetFileName(file))];
        bool hundred = !_ten.Any(present.Contains);
        string[] batches = [.. (hundred ? _hundred : _ten).Where(present.Contains)];
        string[] classes = Names(hundred ? "fine_label_names.txt" : "batches.meta.txt", hundred ? 100 : 10);
        bool hasHeldOut = batches.Length > 1 && batches.Any(IsHeldOut);
        string prefix = place.Length == 0 ? "" : isPacked ? place + "#" : place + "/";
        int header = hundred ? 2 : 1;
        List<SourceFile> files = [];
        foreach (string batch in batches)
        {
            byte[] data = Content(batch);
            if (data.Length == 0 || data.Length % (header + 3 * Plane) != 0)
            {
                throw new DatasetException($"'{batch}' in '{path}' has {data.Length:N0} bytes, which is not a "
                    + $"multiple of the {header + 3 * Plane:N0} bytes of an image. Download it again.");
            }

            var file = new FileInfo(isPacked ? path : Path.Combine(path, batch));
            for (int i = 0, at = 0; at < data.Length; i++, at += header + 3 * Plane)
            {
                string name = string.Create(CultureInfo.InvariantCulture, $"{prefix}{batch}#{i:D5}");
                int label = data[at + header - 1];
                files.Add(label < classes.Length
                    ? new SourceFile(name, classes[label],
                        !hasHeldOut ? null : IsHeldOut(batch) ? SplitName.Validation : SplitName.Train, file.Length,
                        file.LastWriteTimeUtc, new ArchiveMember(batch, at + header))
                    : SourceFile.Missing(name, "", $"its label {label} is not one of the {classes.Length} classes"));
            }
        }

        return FolderReader.Finish($"CIFAR-{classes.Length} batches", files, classes, []) with
        {
            Shape = new ImageShape(Side, Side, 3),
            NewReader = () => new Reader(Content),
        };

        byte[] Content(string name) => isPacked
            ? packed.Value[name]
            : contents.GetOrAdd(name,
                static (name, folder) => new Lazy<byte[]>(() => File.ReadAllBytes(Path.Combine(folder, name))),
                path).Value;

        string[] Names(string table, int count)
        {
            if (!present.Contains(table))
                return [.. Enumerable.Range(0, count).Select(label => label.ToString(CultureInfo.InvariantCulture))];
            string[] names = [.. Encoding.UTF8.GetString(Content(table)).Split('\n').Select(line => line.Trim())
                .Where(line => line.Length > 0)];
            return names.Length == count && names.Distinct().Count() == count
                ? names
                : throw new DatasetException($"'{table}' in '{path}' names {names.Distinct().Count()} classes instead "
                    + $"of {count}. Download it again, or remove it to use numbers as names.");
        }
    }

    /// <summary>Returns the path of the batches relative to the source's root: a folder or a tar.gz.</summary>
    private static string? Place(DatasetSource source) => source.IsFile
        ? _places.FirstOrDefault(place => place == Path.GetFileName(source.Path))
        : _places.FirstOrDefault(place => place.EndsWith(".gz", StringComparison.Ordinal)
            ? File.Exists(Path.Combine(source.Path, place))
            : ((string[])[_ten[0], _ten[^1], _hundred[0]]).Any(
                batch => File.Exists(Path.Combine(source.Path, place, batch))));

    private static bool IsHeldOut(string batch) => batch.StartsWith("test", StringComparison.Ordinal);

    /// <summary>Converts color planes to interleaved pixels.</summary>
    private sealed class Reader(Func<string, byte[]> content) : ImageReader
    {
        private readonly byte[] _pixels = new byte[3 * Plane];

        private ReadOnlyMemory<byte> _planes;

        public override ReadOnlySpan<byte> File => _planes.Span;

        public override ReadOnlySpan<byte> ReadFile(SourceFile file)
        {
            _planes = content(file.Member!.Archive).AsMemory((int)file.Member.Offset, 3 * Plane);
            return File;
        }

        public override PixelView Read(SourceFile file, out int sourceWidth, out int sourceHeight)
        {
            (sourceWidth, sourceHeight) = (Side, Side);
            ReadOnlySpan<byte> planes = ReadFile(file);
            for (int i = 0; i < Plane; i++)
            {
                (_pixels[3 * i], _pixels[3 * i + 1], _pixels[3 * i + 2]) =
                    (planes[i], planes[Plane + i], planes[2 * Plane + i]);
            }

            return new PixelView(_pixels, Side, Side, 3);
        }
    }
}
