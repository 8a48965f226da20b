using AlexNetPS.Networks;

namespace AlexNetPS.Models;

/// <summary>The weights of a model, which never change.</summary>
internal interface IModelWeights
{
    /// <summary>Returns the values of a tensor.</summary>
    float[] Read(TensorDescription tensor);

    /// <summary>Returns the values of all tensors by name.</summary>
    IReadOnlyDictionary<string, float[]> ReadAll();
}

/// <summary>Weights in memory.</summary>
internal sealed class MemoryWeights(IReadOnlyDictionary<string, float[]> values) : IModelWeights
{
    public float[] Read(TensorDescription tensor) => values[tensor.Name];

    public IReadOnlyDictionary<string, float[]> ReadAll() => values;
}
