using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Safetensors;
using AlexNetPS.Models.Import;

namespace AlexNetPS.Models.Safetensors;

/// <summary>A safetensors file of another program: tensors without a description of the network.</summary>
internal sealed class SafetensorsWeights(FileBytes bytes, SafetensorsFile file) : WeightFile(bytes)
{
    public override string Format => "safetensors";

    /// <summary>Python's writer sorts by element size and name.</summary>
    public override bool SortedByName => true;

    protected override IEnumerable<WeightTensor> List() =>
        file.Tensors.Select(
            tensor => WeightTensor.Contiguous(tensor.Name, Bytes, tensor.Type, tensor.Offset, tensor.Shape));
}
