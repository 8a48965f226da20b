using AlexNetPS.Formats.Text;

namespace AlexNetPS.Networks;

/// <summary>A layer with its resolved shapes; a row of <c>Get-AlexNetArchitecture</c>.</summary>
public sealed class NetworkLayer
{
    internal NetworkLayer(int index, LayerDefinition definition, TensorShape input)
    {
        Index = index;
        Definition = definition;
        InputShape = input;

        // The order matters: each product fits in 64 bits because the previous one was small enough.
        OutputShape = definition.OutputShape(input);
        definition.RejectAbove(LayerLimits.Values, OutputShape.Count, "values");
        WeightShape = definition.WeightShape(input).ToReadable();
        BiasShape = definition.BiasShape(input).ToReadable();
        definition.RejectAbove(LayerLimits.Values, Parameters, "parameters");
        MultiplyAdds = definition.MultiplyAdds(input);
        definition.RejectAbove(LayerLimits.MultiplyAdds, MultiplyAdds, "multiply-adds");
    }

    /// <summary>Index, from 0.</summary>
    public int Index { get; }

    /// <summary>Name of the layer.</summary>
    public string Name => Definition.Name;

    /// <summary>Layer type: Convolution, Activation, ...</summary>
    public string Type => Definition.Type;

    /// <summary>The layer as data.</summary>
    public LayerDefinition Definition { get; }

    /// <summary>Input shape of one image.</summary>
    public TensorShape InputShape { get; }

    /// <summary>Output shape of one image.</summary>
    public TensorShape OutputShape { get; }

    /// <summary>Weight shape in PyTorch's layout; empty for a layer without weights.</summary>
    public IReadOnlyList<int> WeightShape { get; }

    /// <summary>Bias shape; empty for a layer without weights.</summary>
    public IReadOnlyList<int> BiasShape { get; }

    /// <summary>Whether the layer has weights and biases.</summary>
    public bool HasParameters => WeightShape.Count > 0;

    /// <summary>Number of weights and biases.</summary>
    public long Parameters => HasParameters ? Product(WeightShape) + Product(BiasShape) : 0;

    /// <summary>Multiply-adds for one image.</summary>
    public long MultiplyAdds { get; }

    private static long Product(IEnumerable<int> shape) => shape.Aggregate(1L, (n, d) => n * d);

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {OutputShape}";
}
