using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Pickle;
using AlexNetPS.Networks;

namespace AlexNetPS.Models.PyTorch;

/// <summary>
/// Writes a state dictionary in the format of PyTorch 1.6 and later, for <c>torch.load(path, weights_only=True)</c>.
/// </summary>
internal static class TorchFileWriter
{
    private const string Folder = "archive";

    /// <summary>Writes tensors under the given names.</summary>
    public static void Write(string path, IReadOnlyList<(string Name, TensorDescription Tensor)> tensors, Func<string,
        ReadOnlyMemory<float>> read)
    {
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("PyTorch files are written on little-endian machines only.");
        FileReplacement.Write(path, stream =>
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            Add(zip, "data.pkl", Dictionary(tensors));
            for (int i = 0; i < tensors.Count; i++)
            {
                Add(zip, $"data/{i.ToString(CultureInfo.InvariantCulture)}",
                    MemoryMarshal.AsBytes(read(tensors[i].Tensor.Name).Span));
            }

            Add(zip, "version", "3\n"u8);
        });
    }

    private static void Add(ZipArchive zip, string name, ReadOnlySpan<byte> contents)
    {
        ZipArchiveEntry entry = zip.CreateEntry($"{Folder}/{name}", CompressionLevel.NoCompression);

        // A fixed time, so that the same weights produce the same file.
        entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using Stream stream = entry.Open();
        stream.Write(contents);
    }

    private static byte[] Dictionary(IReadOnlyList<(string Name, TensorDescription Tensor)> tensors)
    {
        PickleWriter pickle = new PickleWriter().Global("collections", "OrderedDict").EmptyTuple().Call().Mark();
        for (int i = 0; i < tensors.Count; i++)
        {
            (string name, TensorDescription tensor) = tensors[i];
            pickle.Text(name).Global("torch._utils", "_rebuild_tensor_v2").Mark();
            pickle.Mark().Text("storage").Global("torch", "FloatStorage").Text(i.ToString(CultureInfo.InvariantCulture))
                .Text("cpu").Number(checked((int)tensor.Count)).Tuple().PersistentReference();
            pickle.Number(0);
            Sizes(pickle, tensor.Shape);
            Sizes(pickle, Strides(tensor.Shape));

            // requires_grad is False, and there are no hooks.
            pickle.False().Global("collections", "OrderedDict").EmptyTuple().Call().Tuple().Call();
        }

        return pickle.SetItems().Stop();
    }

    private static void Sizes(PickleWriter pickle, IEnumerable<int> sizes)
    {
        pickle.Mark();
        foreach (int size in sizes)
            pickle.Number(size);
        pickle.Tuple();
    }

    private static int[] Strides(IReadOnlyList<int> shape)
    {
        int[] strides = new int[shape.Count];
        for (int i = shape.Count - 1, next = 1; i >= 0; next *= shape[i--])
            strides[i] = next;
        return strides;
    }
}
