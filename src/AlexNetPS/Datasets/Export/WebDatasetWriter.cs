using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AlexNetPS.Formats.Tar;

namespace AlexNetPS.Datasets.Export;

/// <summary>
/// Numbered tars with KEY.jpg, KEY.cls (the number of the class) and KEY.json (its name, and where the image is from).
/// </summary>
internal sealed class WebDatasetWriter(string folder, ExportProperties properties, long shardSize) : IExportWriter
{
    private const int EndLength = 1024;

    private static readonly JsonWriterOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<string> _tars = [];
    private SplitName? _split;
    private PlainTarWriter? _tar;
    private int _shard, _key, _images;

    public void Add(ExportImage image, string name, int label, byte[] bytes)
    {
        byte[] number = Encoding.ASCII.GetBytes(label.ToString(CultureInfo.InvariantCulture)),
            facts = Facts(image, name, label);
        long needed = PlainTarWriter.SizeOf(bytes.Length) + PlainTarWriter.SizeOf(number.Length)
            + PlainTarWriter.SizeOf(facts.Length) + EndLength;
        if (_split != image.Split)
            (_split, _shard, _key) = (image.Split, 0, 0);
        else if (_images == 0 || _tar!.Position + needed <= shardSize)
            needed = 0;
        if (needed > 0)
            StartShard();
        string key = (_key++).ToString("D9", CultureInfo.InvariantCulture);
        _tar!.Add(key + ImageExtension.OfContent(name, bytes), bytes);
        _tar.Add(key + ".cls", number);
        _tar.Add(key + ".json", facts);
        _images++;
    }

    public IReadOnlyList<string> Complete()
    {
        Dispose();
        return _tars;
    }

    public void Dispose()
    {
        _tar?.Dispose();
        _tar = null;
    }

    private void StartShard()
    {
        Dispose();
        string name = string.Create(CultureInfo.InvariantCulture,
            $"{ExportColumns.NameOf(_split!.Value)}-{_shard++:D6}.tar");
        _tars.Add(name);
        _tar = new PlainTarWriter(Path.Combine(folder, name));
        _images = 0;
    }

    private byte[] Facts(ExportImage image, string name, int label)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, _json))
        {
            json.WriteStartObject();
            json.WriteString(ExportColumns.ClassName, image.Label);
            json.WriteNumber(ExportColumns.Label, label);
            json.WriteString(ExportColumns.FileName, name);
            json.WriteString(ExportColumns.SourcePath, image.SourcePath);
            foreach ((string column, string value) in properties.Columns.Zip(properties.Of(image)))
                json.WriteString(column, value);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }
}
