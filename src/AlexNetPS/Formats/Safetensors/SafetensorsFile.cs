using System.Runtime.InteropServices;
using AlexNetPS.Formats.Checksums;
using Microsoft.Win32.SafeHandles;

namespace AlexNetPS.Formats.Safetensors;

/// <summary>
/// A file of named tensors in Hugging Face's safetensors format: a JSON header, then the tensors' bytes. It holds data
/// only, nothing in it can be executed. Reading copies a tensor at a time; methods may be called from several threads.
/// </summary>
/// <remarks>
/// Positioned reads instead of a memory map: a mapped file that another program truncates ends the whole process, and
/// on Windows a mapped file cannot be replaced by the next checkpoint.
/// </remarks>
public sealed class SafetensorsFile : IDisposable
{
    /// <summary>
    /// The metadata field that this library adds to what it writes: the CRC-32C of each tensor, in the order of their
    /// data.
    /// </summary>
    public const string ChecksumField = "crc32c";

    // Small enough that what was read is still in the cache when its checksum is taken.
    private const int PieceBytes = 1 << 18;

    private readonly SafeFileHandle _file;
    private readonly SafetensorsHeader _header;
    private readonly Dictionary<string, SafetensorsTensor> _byName;
    private readonly Dictionary<string, string> _checksums;

    private SafetensorsFile(string path, SafeFileHandle file, SafetensorsHeader header)
    {
        Path = path;
        _file = file;
        _header = header;
        _byName = header.Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        _checksums = header.Metadata.TryGetValue(ChecksumField, out string? text)
            ? Checksums(header.Tensors, text)
            : [];
    }

    /// <summary>Full path.</summary>
    public string Path { get; }

    /// <summary>The tensors, in the order of their data.</summary>
    public IReadOnlyList<SafetensorsTensor> Tensors => _header.Tensors;

    /// <summary>Texts that travel with the tensors.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <summary>Opens a file and checks its header.</summary>
    /// <exception cref="FormatException">Damaged, truncated or not in this format.</exception>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    public static SafetensorsFile Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        SafeFileHandle file =
            File.OpenHandle(path, options: FileOptions.SequentialScan, share: FileShare.Read | FileShare.Delete);
        try
        {
            long length = RandomAccess.GetLength(file);
            byte[] start = new byte[(int)Math.Min(length, SafetensorsHeader.LengthBytes)];
            ReadExactly(file, start, 0);
            byte[] json = new byte[SafetensorsHeader.JsonLength(start, length)];
            ReadExactly(file, json, SafetensorsHeader.LengthBytes);
            return new(path, file, SafetensorsHeader.Parse(json, length));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Writes tensors in float32, beside the target and renamed. Each is asked for when its turn comes, so that one
    /// buffer of the largest is enough.
    /// </summary>
    /// <param name="path">Where to; an existing file is replaced.</param>
    /// <param name="metadata">Texts that travel with the tensors.</param>
    /// <param name="tensors">Names and shapes, in the order they are written.</param>
    /// <param name="read">Copies a tensor into a buffer of its size: <c>INetwork.Read</c>, for example.</param>
    public static void Write(string path, IReadOnlyDictionary<string, string> metadata, IReadOnlyList<(string Name,
        IReadOnlyList<int> Shape)> tensors, TensorReader read) =>
        SafetensorsWriter.Write(path, metadata, tensors, read);

    /// <summary>Whether there is a tensor of this name.</summary>
    public bool Contains(string name) => _byName.ContainsKey(name);

    /// <summary>Finds a tensor.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public SafetensorsTensor Tensor(string name) =>
        _byName.TryGetValue(name, out SafetensorsTensor? tensor)
            ? tensor
            : throw new FormatException($"it has no tensor '{name}'");

    /// <summary>
    /// Copies a tensor out, converted to float32, and compares it with its checksum; a file without checksums passes.
    /// </summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="destination">As long as its count.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="ArgumentException">The span's length is not the tensor's count.</exception>
    /// <exception cref="FormatException">There is no such tensor, it is damaged, or the file has become
    /// shorter.</exception>
    public void Read(string name, Span<float> destination, CancellationToken cancellation = default)
    {
        SafetensorsTensor tensor = Tensor(name);
        if (destination.Length != tensor.Count)
        {
            throw new ArgumentException(
                $"{tensor} has {tensor.Count} values; the destination holds {destination.Length}.",
                nameof(destination));
        }

        Crc32C checksum = tensor.Type == TensorDataType.F32 && BitConverter.IsLittleEndian
            ? ReadPlain(tensor, MemoryMarshal.AsBytes(destination), cancellation)
            : ReadConverted(tensor, destination, cancellation);
        Compare(tensor, checksum);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {Tensors.Count} tensors";

    private static Dictionary<string, string> Checksums(IReadOnlyList<SafetensorsTensor> tensors, string text)
    {
        string[] checksums = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (checksums.Length != tensors.Count)
        {
            throw new FormatException($"it has {checksums.Length} checksums for {tensors.Count} tensors. If another "
                + $"program changed it on purpose, remove '{ChecksumField}' from the metadata");
        }

        return tensors.Zip(checksums)
            .ToDictionary(pair => pair.First.Name, pair => pair.Second, StringComparer.Ordinal);
    }

    private void Compare(SafetensorsTensor tensor, Crc32C checksum)
    {
        if (_checksums.TryGetValue(tensor.Name, out string? expected)
            && !expected.Equals(checksum.ToString(), StringComparison.OrdinalIgnoreCase))
        {
            throw new FormatException($"tensor '{tensor.Name}' is damaged: it is not what was written (the checksum "
                + $"differs). If another program changed it on purpose, remove '{ChecksumField}' from the metadata");
        }
    }

    private Crc32C ReadPlain(SafetensorsTensor tensor, Span<byte> destination, CancellationToken cancellation)
    {
        var checksum = new Crc32C();
        for (int done = 0; done < destination.Length; done += PieceBytes)
        {
            cancellation.ThrowIfCancellationRequested();
            Span<byte> piece = destination.Slice(done, Math.Min(PieceBytes, destination.Length - done));
            ReadExactly(_file, piece, tensor.Offset + done);
            checksum.Append(piece);
        }

        return checksum;
    }

    private Crc32C ReadConverted(SafetensorsTensor tensor, Span<float> destination, CancellationToken cancellation)
    {
        var checksum = new Crc32C();
        int size = SafetensorsHeader.ElementBytes(tensor.Type);
        byte[] buffer = new byte[(int)Math.Min(tensor.Length, PieceBytes)];
        for (int done = 0; done < destination.Length;)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(destination.Length - done, buffer.Length / size);
            Span<byte> piece = buffer.AsSpan(0, count * size);
            ReadExactly(_file, piece, tensor.Offset + (long)done * size);
            checksum.Append(piece);
            SafetensorsConversion.ToSingle(piece, tensor.Type, destination.Slice(done, count));
            done += count;
        }

        return checksum;
    }

    private static void ReadExactly(SafeFileHandle file, Span<byte> destination, long offset)
    {
        while (!destination.IsEmpty)
        {
            int read = RandomAccess.Read(file, destination, offset);
            if (read == 0)
                throw new FormatException($"it ends at byte {offset:N0}, before its contents do");
            destination = destination[read..];
            offset += read;
        }
    }
}

/// <summary>Copies a named tensor into a buffer of its size.</summary>
/// <param name="name">The tensor's name.</param>
/// <param name="destination">As long as its count.</param>
public delegate void TensorReader(string name, Span<float> destination);
