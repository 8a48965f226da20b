using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Tar;
using AlexNetPS.Models.Caffe;
using AlexNetPS.Models.NumPy;
using AlexNetPS.Models.Onnx.Reading;
using AlexNetPS.Models.PyTorch;

namespace AlexNetPS.Models.Import;

/// <summary>
/// Detects file formats from the first bytes; file names are ignored. Protocol buffers have no signature and are tried
/// last.
/// </summary>
internal static class WeightFiles
{
    /// <summary>Number of bytes needed for detection: the header of a tar archive.</summary>
    public const int StartBytes = TarHeader.BlockLength;

    private const int ShortestFile = 16;

    private const byte NameField = 0x0A, OldLayerField = 0x12;
    private static readonly byte[] _layerField = [0xA2, 0x06];

    private static readonly (string Format, Func<byte[], bool> Begins, Func<FileBytes, WeightFile> Open)[] _formats =
    [
        ("PyTorch .pth and NumPy .npz", start => start.AsSpan().StartsWith("PK\x3\x4"u8),
            file => NumPyArchive.Is(file) ? new NumPyArchive(file) : new TorchZipFile(file)),
        ("PyTorch .pth of before 1.6", start => start is [0x80, >= 2 and <= 5, ..], file => new TorchLegacyFile(file)),
        ("PyTorch .pth of before 0.1.10", start => start.Length == StartBytes && TarHeader.TryParse(start, out _)
            && start[0] != 0, file => new TorchTarFile(file)),
        ("NumPy .npy", start => start is [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', ..],
            file => new NumPyDictionaryFile(file)),
        ("ONNX .onnx", OnnxWeights.Begins, file => new OnnxWeights(file)),
        ("Caffe .caffemodel",
            start => start is [NameField or OldLayerField, ..] || start.AsSpan().StartsWith(_layerField),
            file => new CaffeModelFile(file)),
    ];

    /// <summary>Whether the file starts like safetensors: a length, then a JSON object.</summary>
    public static bool IsSafetensors(byte[] start) => start is [_, _, _, _, _, _, _, _, (byte)'{', ..];

    /// <summary>Opens a file of weights that is not safetensors.</summary>
    /// <exception cref="FormatException">The format is not known.</exception>
    public static WeightFile Open(FileBytes file)
    {
        byte[] start = file.Start(StartBytes);
        if (start is [0x1F, 0x8B, ..])
            throw new FormatException("it is compressed with gzip; unpack it");
        if (Array.Find(_formats, format => format.Begins(start)).Open is { } open)
            return open(file);
        string state = file.Length < ShortestFile ? "empty or truncated" : "damaged, or not in a known format";
        string known = string.Join(", ", _formats.Select(format => format.Format));
        throw new FormatException($"it is {state}: safetensors, {known}");
    }
}
