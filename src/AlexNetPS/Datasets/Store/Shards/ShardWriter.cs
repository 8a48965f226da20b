using System.Formats.Tar;
using System.Globalization;
using System.Text;
using AlexNetPS.Formats.Files;

namespace AlexNetPS.Datasets.Store.Shards;

/// <summary>
/// Writes numbered tar files of one split, readable by Python's webdataset: KEY.jpg, followed by KEY.cls with the label
/// in digits.
/// </summary>
/// <remarks>
/// KEY is the image's row in index.csv. Times, owners and modes are fixed, so that equal images produce equal bytes.
/// </remarks>
internal sealed class ShardWriter(string folder, string split, ImportOptions options, List<string> names) : IDisposable
{
    private const int Block = 512;

    private FileStream? _file;
    private TarWriter? _tar;
    private int _shard, _images;

    /// <param name="row">Row in index.csv.</param>
    /// <param name="jpeg">The image as JPEG.</param>
    /// <param name="label">Class index.</param>
    /// <returns>Number of the shard in the store, and offset of the image's bytes in it.</returns>
    public (int Shard, long Offset) Write(int row, ReadOnlySpan<byte> jpeg, int label)
    {
        long needed = Padded(jpeg.Length) + Padded(1) + 2 * Block;
        if (_file is null || _images >= options.ShardImages
            || _images > 0 && _file.Position + needed + 2 * Block > options.ShardSize)
        {
            StartShard();
        }

        string key = row.ToString("D9", CultureInfo.InvariantCulture);
        long start = _file!.Position + Block;
        Add($"{key}.jpg", jpeg);
        Add($"{key}.cls", Encoding.ASCII.GetBytes(label.ToString(CultureInfo.InvariantCulture)));
        _images++;
        return (names.Count - 1, start);
    }

    public void Dispose()
    {
        _tar?.Dispose();
        if (_file is not null)
            DiskFlush.Of(_file);
        _file?.Dispose();
        (_tar, _file) = (null, null);
    }

    private static long Padded(long length) => (length + Block - 1) / Block * Block;

    private void StartShard()
    {
        Dispose();
        string name = string.Create(CultureInfo.InvariantCulture, $"{split}-{_shard++:D6}.tar");
        names.Add(name);
        _file = new FileStream(Path.Combine(folder, name), FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16);
        _tar = new TarWriter(_file, TarEntryFormat.Ustar, leaveOpen: true);
        _images = 0;
    }

    private unsafe void Add(string name, ReadOnlySpan<byte> content)
    {
        fixed (byte* bytes = content)
        {
            using var data = new UnmanagedMemoryStream(bytes, content.Length);
            _tar!.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name)
            {
                DataStream = data,
                ModificationTime = DateTimeOffset.UnixEpoch,
                Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
            });
        }
    }
}
