using AlexNetPS.Engines.Cpu.Memory;
using AlexNetPS.Networks;

namespace AlexNetPS.Engines.Cpu.Stages;

/// <summary>Base of layers with weights: parameters, a fused ReLU, and the gradient at the output.</summary>
internal abstract unsafe class WeightedStage : Stage
{
    private readonly Action<int, int> _outputGradient;
    private NativeBuffer? _biasGradient;

    protected WeightedStage(EngineContext context, FeatureMap input, FeatureMap output, NetworkLayer layer,
        WeightPacking packing, bool relu, WeightPacking? biasPacking = null)
        : base(context, input, output)
    {
        Relu = output.Rectified = relu;
        Packing = packing;
        Weights = Make(new($"{layer.Name}.weight", layer.WeightShape), packing, bias: false);
        Biases = Make(new($"{layer.Name}.bias", layer.BiasShape), biasPacking, bias: true);
        Parameters = [Weights, Biases];
        _outputGradient = PrepareOutputGradient;

        Parameter Make(TensorDescription description, WeightPacking? packed, bool bias) =>
            context.Lent?[description.Name]
            ?? new Parameter(description, packed, context.Optimizer, context.Rates[layer.Name], bias)
            {
                KeepsGradient = context.KeepsGradients,
            };
    }

    public override bool KeepsInput => true;

    public override bool KeepsOutput => false;

    public override IReadOnlyList<Parameter> Parameters { get; }

    protected bool Relu { get; }

    protected WeightPacking Packing { get; }

    protected Parameter Weights { get; }

    protected Parameter Biases { get; }

    public override long OwnBytes(int maximumBatch, bool training) => training ? Biases.Floats * sizeof(float) : 0;

    public override void Allocate(int maximumBatch, bool training)
    {
        if (training)
            _biasGradient = new NativeBuffer(Biases.Floats * sizeof(float));
    }

    public override void Dispose()
    {
        if (Context.Lent is null)
        {
            Weights.Dispose();
            Biases.Dispose();
        }

        _biasGradient?.Dispose();
    }

    /// <summary>
    /// Sums the gradient of the biases and zeros the border of the output gradient, which has already passed the ReLU.
    /// </summary>
    protected void FinishOutputGradient() => Context.Pool.Run(OutputGradient.Blocks, _outputGradient);

    /// <summary>Whether the parameters are trained; false for a frozen layer and for lent ones.</summary>
    public bool Learns => Context.Lent is null && Weights.Learns;

    protected float* BiasGradient => _biasGradient!.Floats;

    protected void UpdateBiases() => Update(Biases, 0, BiasGradient, Biases.Floats);

    /// <summary>Updates a range of packed weights.</summary>
    protected void UpdateWeights(long start, float* gradient, long count) => Update(Weights, start, gradient, count);

    private void Update(Parameter parameter, long start, float* gradient, long count)
    {
        if (parameter.Gradient == null)
        {
            parameter.Keep(start, gradient, count);
            parameter.Update(Context.Kernels, start, gradient, count);
        }
        else
        {
            Context.Kernels.AddScaled(parameter.Gradient + start, gradient, (float)Context.Step.Share,
                Context.Step.Begins, count);
        }
    }

    private void PrepareOutputGradient(int block, int worker)
    {
        float* bias = _biasGradient!.Floats + block * BlockedLayout.Lanes;
        new Span<float>(bias, BlockedLayout.Lanes).Clear();
        for (int image = 0; image < OutputGradient.Images; image++)
        {
            OutputGradient.ClearBorder(image, block);
            float* dy = OutputGradient.Block(image, block);
            for (int row = 0; row < OutputGradient.Height; row++, dy += OutputGradient.RowPitch)
                Context.Kernels.BiasGradient(dy, OutputGradient.Width, bias);
        }
    }
}
