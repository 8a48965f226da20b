namespace AlexNetPS.Models.Export;

/// <summary>File formats of models.</summary>
public enum ModelFileFormat : long
{
    /// <summary>
    /// safetensors with classes, transforms and network; the only format that restores the whole model.
    /// </summary>
    Safetensors,

    /// <summary>PyTorch state dictionary: weights only, for torch.load(weights_only=True).</summary>
    PyTorch,

    /// <summary>ONNX, opset 17, for ONNX Runtime and others; classes and transforms as metadata.</summary>
    Onnx,
}
