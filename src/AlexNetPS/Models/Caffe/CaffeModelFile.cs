using AlexNetPS.Formats;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Safetensors;
using AlexNetPS.Models.Import;

namespace AlexNetPS.Models.Caffe;

/// <summary>
/// A .caffemodel file. Its layout is PyTorch's; its first layer expects channels in BGR order, and older files store
/// every array with four dimensions.
/// </summary>
internal sealed class CaffeModelFile(FileBytes bytes) : WeightFile(bytes)
{
    public override string Format => "Caffe model";

    public override bool BlueFirst => true;

    public override string? Architecture => Named(Contents);

    protected override IEnumerable<WeightTensor> List() =>
        Contents.Layers.Where(layer => layer.Blobs.Count > 0).SelectMany(Layer);

    private CaffeNetwork Contents => field ??= CaffeReader.Read(Bytes);

    /// <summary>
    /// Returns the architecture. Caffe's two AlexNets have the same weights; they differ in the order of pooling and
    /// normalization.
    /// </summary>
    private static string? Named(CaffeNetwork network)
    {
        int pool = IndexOf("Pooling"), norm = IndexOf("LRN");
        if (norm < 0 || pool < 0)
            return null;
        return pool < norm ? "CaffeNet" : network.Layers[norm].NormalizationConstant == 2 ? "Paper" : "BvlcAlexNet";

        int IndexOf(string type) => network.Layers.Select(layer => layer.Type).ToList().IndexOf(type);
    }

    private IEnumerable<WeightTensor> Layer(CaffeLayer layer)
    {
        if (layer.Type is not ("Convolution" or "InnerProduct"))
        {
            throw new FormatException(
                $"its layer '{layer.Name}' of type {layer.Type} has weights; AlexNet has only Convolution and "
                    + "InnerProduct");
        }

        int dimensions = layer.Type == "Convolution" ? 4 : 2;
        yield return Tensor(layer.Blobs[0], $"{layer.Name}.weight").Squeeze(dimensions);
        for (int i = 1; i < layer.Blobs.Count; i++)
            yield return Tensor(layer.Blobs[i], i == 1 ? $"{layer.Name}.bias" : $"{layer.Name}.{i}").Squeeze(1);
    }

    private WeightTensor Tensor(CaffeBlob blob, string name)
    {
        TensorDataType type = blob.IsDouble ? TensorDataType.F64 : TensorDataType.F32;
        Int128 length = SafetensorsHeader.ElementBytes(type);
        foreach (long size in blob.Shape)
            length = length <= blob.Length || size == 0 ? length * size : length;
        return length == blob.Length && blob.Shape.All(size => size >= 0)
            ? WeightTensor.Contiguous(name, Bytes, type, blob.Offset, blob.Shape)
            : throw new FormatException($"its array '{name}' of shape [{string.Join(", ", blob.Shape)}] has "
                + $"{blob.Length:N0} bytes; it is damaged");
    }
}
