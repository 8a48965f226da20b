using System.Globalization;
using System.Text;
using AlexNetPS.Formats.Tar;

namespace AlexNetPS.Datasets.Store.Shards;

/// <summary>
/// Writes numbered tar files of one split, readable by Python's webdataset: KEY.jpg, followed by KEY.cls with the label
/// in digits.
/// </summary>
/// <remarks>KEY is the image's row in index.csv.</remarks>
internal sealed class ShardWriter(string folder, string split, ImportOptions options, List<string> names) : IDisposable
{
    private const int EndLength = 1024;

    private PlainTarWriter? _tar;
    private int _shard, _images;

    /// <param name="row">Row in index.csv.</param>
    /// <param name="jpeg">The image as JPEG.</param>
    /// <param name="label">Class index.</param>
    /// <returns>Number of the shard in the store, and offset of the image's bytes in it.</returns>
    public (int Shard, long Offset) Write(int row, ReadOnlySpan<byte> jpeg, int label)
    {
        long needed = PlainTarWriter.SizeOf(jpeg.Length) + PlainTarWriter.SizeOf(1) + EndLength;
        if (_tar is null || _images >= options.ShardImages || _images > 0 && _tar.Position + needed > options.ShardSize)
            StartShard();
        string key = row.ToString("D9", CultureInfo.InvariantCulture);
        long start = _tar!.Add($"{key}.jpg", jpeg);
        _tar.Add($"{key}.cls", Encoding.ASCII.GetBytes(label.ToString(CultureInfo.InvariantCulture)));
        _images++;
        return (names.Count - 1, start);
    }

    public void Dispose()
    {
        _tar?.Dispose();
        _tar = null;
    }

    private void StartShard()
    {
        Dispose();
        string name = string.Create(CultureInfo.InvariantCulture, $"{split}-{_shard++:D6}.tar");
        names.Add(name);
        _tar = new PlainTarWriter(Path.Combine(folder, name));
        _images = 0;
    }
}
