using System.Globalization;
using AlexNetPS.Datasets.Layouts.Parquets;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Parquet;

namespace AlexNetPS.Datasets.Export;

/// <summary>Parquet files as Hugging Face's datasets writes them: data/train-00000-of-00002.parquet.</summary>
internal sealed class ParquetShardWriter(string folder, IReadOnlyList<string> classes, ExportProperties properties,
    long shardSize) : IExportWriter
{
    // Hugging Face's viewer reads groups of this size.
    private const int GroupRows = 100;
    private const long GroupBytes = 64 << 20;

    private readonly ParquetColumn[] _columns =
    [
        ParquetWriter.Column(0, ParquetType.ByteArray, false, ExportColumns.Image, "bytes"),
        ParquetWriter.Column(1, ParquetType.ByteArray, true, ExportColumns.Image, ExportColumns.Path),
        ParquetWriter.Column(2, ParquetType.Int64, false, ExportColumns.Label),
        ParquetWriter.Column(3, ParquetType.ByteArray, true, ExportColumns.SourcePath),
        .. properties.Columns.Select((name, i) => ParquetWriter.Column(4 + i, ParquetType.ByteArray, true, name)),
    ];

    private readonly List<(SplitName Split, string Temporary)> _shards = [];
    private PortableNames _names = new();
    private SplitName? _split;
    private FileStream? _file;
    private ParquetWriter? _writer;
    private int _rows, _inShard;
    private long _bytes;

    public void Add(ExportImage image, string name, int label, byte[] bytes)
    {
        if (_split != image.Split)
            _names = new();
        if (_split != image.Split || _inShard > 0 && _writer!.Position + _bytes + bytes.Length > shardSize)
            StartShard(image.Split);
        string file = _names.File(name, Path.GetExtension(name), image.Shown);
        _writer!.Add([bytes, file, (long)label, image.SourcePath, .. properties.Of(image)]);
        _rows++;
        _inShard++;
        _bytes += bytes.Length;
        if (_rows >= GroupRows || _bytes >= GroupBytes)
            EndGroup();
    }

    /// <summary>Gives the files their names, which contain their number.</summary>
    public IReadOnlyList<string> Complete()
    {
        EndShard();
        List<string> names = [];
        foreach (var split in _shards.GroupBy(shard => shard.Split, shard => shard.Temporary))
        {
            int count = split.Count();
            foreach ((int i, string temporary) in split.Index())
            {
                string name = string.Create(CultureInfo.InvariantCulture,
                    $"data/{ExportColumns.NameOf(split.Key)}-{i:D5}-of-{count:D5}{ParquetImages.Extension}");
                File.Move(temporary, Path.Combine(folder, name));
                names.Add(name);
            }
        }

        return names;
    }

    public void Dispose()
    {
        _writer?.Dispose();
        _file?.Dispose();
        (_writer, _file) = (null, null);
    }

    private void StartShard(SplitName split)
    {
        EndShard();
        (_split, _inShard) = (split, 0);
        string place = Path.Combine(folder, "data");
        Directory.CreateDirectory(place);
        string path = Path.Combine(place, string.Create(CultureInfo.InvariantCulture, $"{_shards.Count:D5}.tmp"));
        _shards.Add((split, path));
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 1 << 16);
        _writer = new ParquetWriter(_file, _columns,
            [new(HuggingFaceFeatures.Key, $"{{\"info\": {{\"features\": {DatasetInfoFile.Features(classes, properties)}}}}}")]);
    }

    private void EndGroup()
    {
        _writer!.EndGroup();
        (_rows, _bytes) = (0, 0);
    }

    private void EndShard()
    {
        if (_writer is null)
            return;
        EndGroup();
        _writer.Complete();
        DiskFlush.Of(_file!);
        Dispose();
    }
}
