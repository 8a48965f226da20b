using AlexNetPS.Engines.Cpu.Kernels;
using AlexNetPS.Networks;

namespace AlexNetPS.Engines.Cpu.Memory;

/// <summary>A weight or bias tensor with its optimizer state, all in the same packed order.</summary>
internal sealed unsafe class Parameter : IDisposable
{
    private readonly WeightPacking? _packing;
    private const int FirstState = 1, SecondState = 2, AverageState = 3, KeptGradient = 4;

    private readonly OptimizerDefinition? _optimizer;
    private readonly LayerRates _rates;
    private readonly bool _bias;
    private readonly NativeBuffer?[] _buffers = new NativeBuffer?[5];
    private UpdateRule _rule;
    private float* _gradient;

    /// <param name="description">Name and logical shape.</param>
    /// <param name="packing">Order of the values; null for biases that are only padded to whole panels.</param>
    /// <param name="optimizer">The optimizer; null for a network that only predicts.</param>
    /// <param name="rates">Factors of the layer.</param>
    /// <param name="bias">Whether the values are biases.</param>
    public Parameter(TensorDescription description, WeightPacking? packing, OptimizerDefinition? optimizer,
        LayerRates rates, bool bias)
    {
        Description = description;
        (_optimizer, _rates, _bias) = (rates.Learns ? optimizer : null, rates, bias);
        _packing = packing;
        Floats = packing?.Floats ?? BlockedLayout.Panels((int)description.Count) * BlockedLayout.Panel;
    }

    public TensorDescription Description { get; }

    /// <summary>Number of times that values were written from outside.</summary>
    public int Version { get; private set; }

    /// <summary>Number of packed values.</summary>
    public long Floats { get; }

    public float* Values => _buffers[0]!.Floats;

    /// <summary>Momentum, or Adam's first moment.</summary>
    public float* First => Buffer(FirstState);

    /// <summary>Adam's second moment.</summary>
    public float* Second => Buffer(SecondState);

    /// <summary>Moving average; null if none is kept.</summary>
    public float* Average => Buffer(AverageState);

    /// <summary>Gradient, if it is kept until the end of the step; null otherwise.</summary>
    public float* Gradient => _gradient;

    /// <summary>Whether the gradient is kept until the end of the step.</summary>
    public bool KeepsGradient { get; init; }

    /// <summary>Whether the tensor is trained: false for a frozen layer and in a network that only predicts.</summary>
    public bool Learns => _optimizer is not null;

    /// <summary>Memory of values, optimizer state and kept gradient, in bytes.</summary>
    public long Bytes => (Tensors().Count() + (KeepsGradient && Learns ? 1 : 0)) * Floats * sizeof(float);

    /// <summary>Optimizer state tensors: number, and suffix of the parameter's name.</summary>
    public IEnumerable<(int Tensor, string Suffix)> States()
    {
        if (_optimizer is null)
            yield break;
        yield return (FirstState, _optimizer.FirstStateSuffix);
        if (_optimizer.SecondStateSuffix is string second)
            yield return (SecondState, second);
        if (_optimizer.AverageDecay is not null)
            yield return (AverageState, OptimizerDefinition.AverageSuffix);
    }

    /// <param name="gradient">Memory of the gradient, if it is kept; not owned.</param>
    public void Allocate(float* gradient = null)
    {
        foreach (int tensor in Tensors())
            _buffers[tensor] = new NativeBuffer(Floats * sizeof(float));
        _gradient = gradient;
    }

    /// <summary>Prepares a training step.</summary>
    public void Begin(in TrainStep step)
    {
        if (_optimizer is null)
            return;
        _rule = UpdateRule.For(_optimizer, step, _rates, _bias);
        _buffers[KeptGradient]?.Dispose();
        _buffers[KeptGradient] = step.KeepsGradient && step.Ends ? new NativeBuffer(Floats * sizeof(float)) : null;
    }

    /// <summary>Keeps a range of the gradient for <see cref="ReadGradient"/>, if the step asks for it.</summary>
    public void Keep(long start, float* gradient, long count)
    {
        float* kept = Buffer(KeptGradient);
        if (kept != null)
            new ReadOnlySpan<float>(gradient, (int)count).CopyTo(new Span<float>(kept + start, (int)count));
    }

    /// <summary>Copies the kept gradient to a buffer; returns false if there is none.</summary>
    public bool ReadGradient(float* destination, EngineContext context)
    {
        bool kept = _buffers[KeptGradient] is not null;
        if (kept)
            Read(KeptGradient, destination, context);
        return kept;
    }

    /// <summary>Updates a range of values.</summary>
    public void Update(KernelSet kernels, long start, float* gradient, long count) =>
        kernels.Update(_rule, Values + start, First + start, Second == null ? null : Second + start, gradient, count);

    /// <summary>Swaps values and moving average.</summary>
    public void SwapAverage()
    {
        if (Average != null)
            (_buffers[0], _buffers[AverageState]) = (_buffers[AverageState], _buffers[0]);
    }

    /// <summary>Copies a buffer to the values (0) or to a state tensor.</summary>
    public void Write(int tensor, float* source, EngineContext context)
    {
        float* packed = _buffers[tensor]!.Floats;
        Version++;
        if (_packing is null)
        {
            new ReadOnlySpan<float>(source, (int)Description.Count).CopyTo(
                new Span<float>(packed, (int)Description.Count));
        }
        else
        {
            context.Pool.Run(_packing.Groups * _packing.Panels, (panel, _) => _packing.Pack(source, packed, panel));
        }
    }

    /// <summary>Copies the values (0) or a state tensor to a buffer.</summary>
    public void Read(int tensor, float* destination, EngineContext context)
    {
        float* packed = _buffers[tensor]!.Floats;
        if (_packing is null)
        {
            new ReadOnlySpan<float>(packed, (int)Description.Count).CopyTo(
                new Span<float>(destination, (int)Description.Count));
        }
        else
        {
            context.Pool.Run(_packing.Groups * _packing.Panels,
                (panel, _) => _packing.Unpack(packed, destination, panel));
        }
    }

    public void Dispose()
    {
        foreach (NativeBuffer? buffer in _buffers)
            buffer?.Dispose();
    }

    private IEnumerable<int> Tensors()
    {
        yield return 0;
        foreach ((int tensor, _) in States())
            yield return tensor;
    }

    private float* Buffer(int tensor) => _buffers[tensor] is { } buffer ? buffer.Floats : null;
}
