using System.Runtime.InteropServices;
using AlexNetPS.Formats.Checksums;
using AlexNetPS.Formats.Files;
using Microsoft.Win32.SafeHandles;

namespace AlexNetPS.Formats.Safetensors;

/// <summary>
/// A file of named tensors in Hugging Face's safetensors format: a JSON header followed by the tensors' bytes. It holds
/// data only and cannot execute code. Tensors are copied one at a time. Methods are thread-safe.
/// </summary>
/// <remarks>
/// Uses positioned reads instead of a memory map: if another program truncates a mapped file, the process ends, and on
/// Windows the next checkpoint cannot replace a mapped file.
/// </remarks>
public sealed class SafetensorsFile : IDisposable
{
    /// <summary>
    /// Metadata field that this library adds when writing: the CRC-32C of each tensor, in the order of their data.
    /// </summary>
    public const string ChecksumField = "crc32c";

    // Small enough that the bytes are still in the cache when their checksum is computed.
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

    /// <summary>Metadata strings.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <summary>Opens a file and checks its header.</summary>
    /// <exception cref="FormatException">Damaged, truncated or not in this format.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static SafetensorsFile Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        SafeFileHandle file =
            InputFile.OpenHandle(path, FileShare.Read | FileShare.Delete, FileOptions.SequentialScan);
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
    /// Writes tensors in float32 to a temporary file and renames it. Tensors are requested one at a time, so one buffer
    /// of the largest size is enough.
    /// </summary>
    /// <param name="path">Target file; an existing file is replaced.</param>
    /// <param name="metadata">Metadata strings.</param>
    /// <param name="tensors">Names and shapes, in the order in which they are written.</param>
    /// <param name="read">Copies a tensor into a buffer of its size, for example <c>INetwork.Read</c>.</param>
    public static void Write(string path, IReadOnlyDictionary<string, string> metadata, IReadOnlyList<(string Name,
        IReadOnlyList<int> Shape)> tensors, TensorReader read) =>
        SafetensorsWriter.Write(path, metadata, tensors, read);

    /// <summary>Whether the file has a tensor of this name.</summary>
    public bool Contains(string name) => _byName.ContainsKey(name);

    /// <summary>Returns a tensor's description.</summary>
    /// <exception cref="FormatException">There is no such tensor.</exception>
    public SafetensorsTensor Tensor(string name) =>
        _byName.TryGetValue(name, out SafetensorsTensor? tensor)
            ? tensor
            : throw new FormatException($"it has no tensor '{name}'");

    /// <summary>Copies a tensor, converted to float32, and verifies its checksum if the file has checksums.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="destination">Buffer of the tensor's element count.</param>
    /// <param name="cancellation">Cancels reading.</param>
    /// <exception cref="ArgumentException">The buffer's length is not the tensor's element count.</exception>
    /// <exception cref="FormatException">There is no such tensor, it is damaged, or the file was truncated.</exception>
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
/// <param name="destination">Buffer of the tensor's element count.</param>
public delegate void TensorReader(string name, Span<float> destination);
