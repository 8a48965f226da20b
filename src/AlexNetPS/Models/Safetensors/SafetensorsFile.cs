using System.Runtime.InteropServices;
using System.Security.Cryptography;
using AlexNetPS.Networks;
using Microsoft.Win32.SafeHandles;

namespace AlexNetPS.Models;

/// <summary>
/// A file of named tensors in Hugging Face's safetensors format: a JSON header, then the tensors' bytes. It holds data only,
/// nothing in it can be executed. Reading copies a tensor at a time; methods may be called from several threads.
/// </summary>
/// <remarks>
/// Positioned reads instead of a memory map: a mapped file that another program truncates ends the whole process, and on
/// Windows a mapped file cannot be replaced by the next checkpoint.
/// </remarks>
public sealed class SafetensorsFile : IDisposable
{
    /// <summary>The metadata field with the SHA-256 of the data that this library adds to what it writes.</summary>
    public const string ChecksumField = "sha256";

    private readonly SafeFileHandle _file;
    private readonly SafetensorsHeader _header;
    private readonly Dictionary<string, SafetensorsTensor> _byName;

    private SafetensorsFile(string path, SafeFileHandle file, SafetensorsHeader header)
    {
        Path = path;
        _file = file;
        _header = header;
        _byName = header.Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
    }

    /// <summary>Full path.</summary>
    public string Path { get; }

    /// <summary>The tensors, in the order of their data.</summary>
    public IReadOnlyList<SafetensorsTensor> Tensors => _header.Tensors;

    /// <summary>Texts that travel with the tensors.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <summary>Opens a file and checks its header.</summary>
    /// <exception cref="ModelFormatException">Damaged, truncated or not in this format.</exception>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    public static SafetensorsFile Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        SafeFileHandle file = File.OpenHandle(path, options: FileOptions.SequentialScan, share: FileShare.Read | FileShare.Delete);
        try
        {
            long length = RandomAccess.GetLength(file);
            byte[] start = new byte[(int)Math.Min(length, SafetensorsHeader.LengthBytes)];
            ReadExactly(file, start, 0);
            byte[] json = new byte[SafetensorsHeader.JsonLength(start, length)];
            ReadExactly(file, json, SafetensorsHeader.LengthBytes);
            return new(path, file, SafetensorsHeader.Parse(json, length));
        }
        catch (FormatException e)
        {
            file.Dispose();
            throw new ModelFormatException($"'{path}' cannot be read as a model: {e.Message}.", e);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Writes tensors in float32, beside the target and renamed. Each is asked for when its turn comes, so that one buffer of the largest is enough.</summary>
    /// <param name="path">Where to; an existing file is replaced.</param>
    /// <param name="metadata">Texts that travel with the tensors.</param>
    /// <param name="tensors">Names and shapes, in the order they are written.</param>
    /// <param name="read">Copies a tensor into a buffer of its size: <c>INetwork.Read</c>, for example.</param>
    public static void Write(string path, IReadOnlyDictionary<string, string> metadata, IReadOnlyList<TensorDescription> tensors, TensorReader read) =>
        SafetensorsWriter.Write(path, metadata, tensors, read);

    /// <summary>Whether there is a tensor of this name.</summary>
    public bool Contains(string name) => _byName.ContainsKey(name);

    /// <summary>Finds a tensor.</summary>
    /// <exception cref="ModelFormatException">There is none.</exception>
    public SafetensorsTensor Tensor(string name) =>
        _byName.TryGetValue(name, out SafetensorsTensor? tensor) ? tensor : throw new ModelFormatException($"'{Path}' has no tensor '{name}'.");

    /// <summary>Copies a tensor out, converted to float32.</summary>
    /// <exception cref="ArgumentException">The span's length is not the tensor's count.</exception>
    /// <exception cref="ModelFormatException">There is no such tensor, or the file has become shorter.</exception>
    public void Read(string name, Span<float> destination)
    {
        SafetensorsTensor tensor = Tensor(name);
        if (destination.Length != tensor.Count) throw new ArgumentException($"{tensor} has {tensor.Count} values; the destination holds {destination.Length}.", nameof(destination));
        try
        {
            if (tensor.Type == SafetensorsType.F32 && BitConverter.IsLittleEndian) ReadExactly(_file, MemoryMarshal.AsBytes(destination), tensor.Offset);
            else ReadConverted(tensor, destination);
        }
        catch (FormatException e)
        {
            throw new ModelFormatException($"'{Path}' cannot be read as a model: {e.Message}.", e);
        }
    }

    /// <summary>Compares the data with the checksum in the metadata; a file without one passes.</summary>
    /// <exception cref="ModelFormatException">They differ.</exception>
    public void VerifyChecksum()
    {
        if (!Metadata.TryGetValue(ChecksumField, out string? expected)) return;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[1 << 20];
        long offset = _header.DataStart;
        for (int read; (read = RandomAccess.Read(_file, buffer, offset)) > 0; offset += read) hash.AppendData(buffer, 0, read);
        if (!Convert.ToHexStringLower(hash.GetHashAndReset()).Equals(expected, StringComparison.OrdinalIgnoreCase))
        {
            throw new ModelFormatException(
                $"'{Path}' is damaged: its weights are not those that were written (the checksum differs). If another program changed them on purpose, remove '{ChecksumField}' from the metadata.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {Tensors.Count} tensors";

    private void ReadConverted(SafetensorsTensor tensor, Span<float> destination)
    {
        int size = SafetensorsHeader.ElementBytes(tensor.Type);
        byte[] buffer = new byte[(int)Math.Min(tensor.Length, (1 << 16) * size)];
        for (int done = 0; done < destination.Length;)
        {
            int count = Math.Min(destination.Length - done, buffer.Length / size);
            ReadExactly(_file, buffer.AsSpan(0, count * size), tensor.Offset + (long)done * size);
            SafetensorsConversion.ToSingle(buffer.AsSpan(0, count * size), tensor.Type, destination.Slice(done, count));
            done += count;
        }
    }

    private static void ReadExactly(SafeFileHandle file, Span<byte> destination, long offset)
    {
        while (!destination.IsEmpty)
        {
            int read = RandomAccess.Read(file, destination, offset);
            if (read == 0) throw new FormatException($"it ends at byte {offset:N0}, before its contents do");
            destination = destination[read..];
            offset += read;
        }
    }
}

/// <summary>Copies a named tensor into a buffer of its size.</summary>
/// <param name="name">The tensor's name.</param>
/// <param name="destination">As long as its count.</param>
public delegate void TensorReader(string name, Span<float> destination);
