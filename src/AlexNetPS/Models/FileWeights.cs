using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AlexNetPS.Formats.Safetensors;
using AlexNetPS.Networks;

namespace AlexNetPS.Models;

/// <summary>
/// Weights in a file of this library, read on each use and not kept. All values of a call come from one state of the
/// file: it stays open during the call, and writers replace a file instead of changing it.
/// </summary>
internal sealed class FileWeights : IModelWeights
{
    private readonly string _path;
    private readonly NetworkDefinition _definition;
    private readonly string _identity;

    /// <summary>Remembers the content of an open file; the file may be closed afterwards.</summary>
    /// <exception cref="FormatException">The tensors do not fit the network.</exception>
    public FileWeights(SafetensorsFile file, NetworkDefinition definition)
    {
        ModelTensors.CheckShapes(file, definition);
        (_path, _definition, _identity) = (file.Path, definition, Identity(file));
    }

    public float[] Read(TensorDescription tensor) => Use(file => ModelTensors.Read(file, tensor));

    public IReadOnlyDictionary<string, float[]> ReadAll() => Use(file => ModelTensors.ReadAll(file, _definition));

    private T Use<T>(Func<SafetensorsFile, T> read)
    {
        try
        {
            using SafetensorsFile file = SafetensorsFile.Open(_path);
            return Identity(file) == _identity
                ? read(file)
                : throw new ModelFormatException($"'{_path}' has been replaced since this model was opened, so the "
                    + "weights of the model no longer exist. Open the model again: its file now has other weights.");
        }
        catch (FormatException e)
        {
            throw ModelFile.Unreadable(_path, e);
        }
    }

    // The header has the checksums of all tensors. Another program may have removed them; then the time must do.
    private static string Identity(SafetensorsFile file)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (SafetensorsTensor tensor in file.Tensors)
            Add($"{tensor} {tensor.Offset}");
        foreach ((string name, string value) in file.Metadata.OrderBy(field => field.Key, StringComparer.Ordinal))
            Add($"{name}={value}");
        if (!file.Metadata.ContainsKey(SafetensorsFile.ChecksumField))
            Add(File.GetLastWriteTimeUtc(file.Path).Ticks.ToString(CultureInfo.InvariantCulture));
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Add(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + "\n"));
    }
}
