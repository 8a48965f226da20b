namespace AlexNetPS.TorchSharp.Devices;

/// <summary>The NVIDIA driver's answers.</summary>
internal interface ICudaDriver
{
    /// <summary>Latest CUDA version that it supports: 12.8; null if it does not say.</summary>
    Version? Version { get; }

    /// <summary>Returns name and memory of a GPU.</summary>
    (string Name, long? Bytes) Gpu(int index);
}
