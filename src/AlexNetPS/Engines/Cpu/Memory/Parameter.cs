using AlexNetPS.Networks;

namespace AlexNetPS.Engines.Cpu.Memory;

/// <summary>A weight or bias tensor with what its optimizer remembers, all in the same packed order.</summary>
internal sealed unsafe class Parameter : IDisposable
{
    private readonly WeightPacking? _packing;
    private readonly NativeBuffer?[] _buffers = new NativeBuffer?[3];

    /// <param name="description">Name and logical shape.</param>
    /// <param name="packing">Order of weights; null for biases, which are only padded to whole panels.</param>
    public Parameter(TensorDescription description, WeightPacking? packing)
    {
        Description = description;
        _packing = packing;
        Floats = packing?.Floats ?? BlockedLayout.Panels((int)description.Count) * BlockedLayout.Panel;
    }

    public TensorDescription Description { get; }

    /// <summary>Values as packed.</summary>
    public long Floats { get; }

    public float* Values => _buffers[0]!.Floats;

    /// <summary>Momentum, or Adam's first moment.</summary>
    public float* First => _buffers[1] is { } buffer ? buffer.Floats : null;

    /// <summary>Adam's second moment.</summary>
    public float* Second => _buffers[2] is { } buffer ? buffer.Floats : null;

    /// <summary>Tensors to hold: the values and the optimizer's state.</summary>
    public static int Tensors(OptimizerDefinition? optimizer) => optimizer is null ? 1 : 1 + StateSuffixes(optimizer.Type).Length;

    /// <summary>Names of an optimizer's state tensors, after the parameter's name.</summary>
    public static string[] StateSuffixes(OptimizerType type) =>
        type == OptimizerType.Adam ? [".exp_avg", ".exp_avg_sq"] : [".momentum"];

    public void Allocate(int tensors)
    {
        for (int i = 0; i < tensors; i++) _buffers[i] = new NativeBuffer(Floats * sizeof(float));
    }

    /// <summary>Copies the values (0) or a state tensor (1, 2) in.</summary>
    public void Write(int tensor, float* source, EngineContext context)
    {
        float* packed = _buffers[tensor]!.Floats;
        if (_packing is null) new ReadOnlySpan<float>(source, (int)Description.Count).CopyTo(new Span<float>(packed, (int)Description.Count));
        else context.Pool.Run(_packing.Groups * _packing.Panels, (panel, _) => _packing.Pack(source, packed, panel));
    }

    /// <summary>Copies the values (0) or a state tensor (1, 2) out.</summary>
    public void Read(int tensor, float* destination, EngineContext context)
    {
        float* packed = _buffers[tensor]!.Floats;
        if (_packing is null) new ReadOnlySpan<float>(packed, (int)Description.Count).CopyTo(new Span<float>(destination, (int)Description.Count));
        else context.Pool.Run(_packing.Groups * _packing.Panels, (panel, _) => _packing.Unpack(packed, destination, panel));
    }

    public void Dispose()
    {
        foreach (NativeBuffer? buffer in _buffers) buffer?.Dispose();
    }
}
