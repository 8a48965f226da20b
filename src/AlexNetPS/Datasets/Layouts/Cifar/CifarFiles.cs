using System.Collections.Concurrent;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Tar;

namespace AlexNetPS.Datasets.Layouts.Cifar;

/// <summary>The files of CIFAR, in a folder or in its tar.</summary>
internal sealed class CifarFiles
{
    private const long MaximumBytes = 1L << 30;

    private readonly ConcurrentDictionary<string, Lazy<byte[]>> _records = [];
    private readonly Lazy<Dictionary<string, byte[]>>? _packed;
    private readonly CifarVersion _version;

    /// <param name="path">Folder or tar.</param>
    /// <param name="version">The version that it contains.</param>
    public CifarFiles(string path, CifarVersion version)
    {
        Path = path;
        _version = version;
        if (!File.Exists(path))
            return;
        HashSet<string> wanted = [.. version.Batches, version.Table];
        _packed = new(() => DatasetException.Wrap(() =>
            PackedTar.Read(path, name => wanted.Contains(System.IO.Path.GetFileName(name)), MaximumBytes)));
    }

    /// <summary>Full path of the folder or tar.</summary>
    public string Path { get; }

    public bool IsPacked => _packed is not null;

    public bool Has(string name) => _packed?.Value.ContainsKey(name) ?? File.Exists(System.IO.Path.Combine(Path, name));

    /// <summary>Returns the bytes of a file.</summary>
    public byte[] Bytes(string name)
    {
        if (_packed is not null)
            return _packed.Value[name];
        string path = System.IO.Path.Combine(Path, name);
        return DatasetException.Wrap(path, () => InputFile.ReadBytes(path, MaximumBytes));
    }

    /// <summary>Returns the labels of a batch.</summary>
    /// <exception cref="DatasetException">It is damaged.</exception>
    public CifarBatch Batch(string name) => DatasetException.Wrap(() => _version.IsPickle
        ? CifarPickle.ReadBatch($"'{name}' in '{Path}'", Bytes(name), _version)
        : CifarBatch.OfRecords($"'{name}' in '{Path}'", Bytes(name), _version));

    /// <summary>Returns the bytes that contain the color planes of a batch. Read once for all threads.</summary>
    public byte[] Records(string name) => _records.GetOrAdd(name,
        static (name, files) => new Lazy<byte[]>(() => files.Batch(name).Records), this).Value;
}
