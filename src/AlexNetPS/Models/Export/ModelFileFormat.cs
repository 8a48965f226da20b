namespace AlexNetPS.Models.Export;

/// <summary>Formats that models are written in.</summary>
public enum ModelFileFormat
{
    /// <summary>safetensors with the classes, transforms and network; the only one that comes back whole.</summary>
    Safetensors,

    /// <summary>PyTorch state dictionary: weights only, for torch.load(weights_only=True).</summary>
    PyTorch,

    /// <summary>ONNX, opset 17, for ONNX Runtime and others; classes and transforms as metadata.</summary>
    Onnx,
}
