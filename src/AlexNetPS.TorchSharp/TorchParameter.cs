using System.Runtime.InteropServices;
using AlexNetPS.Engines;
using AlexNetPS.Networks;

namespace AlexNetPS.TorchSharp;

/// <summary>
/// A weight or bias of a replica, always in float32, with its optimizer state. Over several devices it is split along
/// the first dimension, so that the parts in order are the whole.
/// </summary>
internal sealed class TorchParameter : IDisposable
{
    private readonly OptimizerDefinition? _optimizer;
    private readonly LayerRates _rates;
    private readonly bool _bias;

    public TorchParameter(TensorDescription description, IReadOnlyList<Device> devices, OptimizerDefinition? optimizer,
        LayerRates rates, bool bias, bool keepsState)
    {
        Description = description;
        (_optimizer, _rates, _bias) = (rates.Learns ? optimizer : null, rates, bias);
        long[] shape = [description.Shape[0] / devices.Count, .. description.Shape.Skip(1).Select(size => (long)size)];
        Values = Make(_optimizer is not null);
        if (_optimizer is null || !keepsState)
            return;
        First = Make(false);
        if (_optimizer.SecondStateSuffix is not null)
            Second = Make(false);
        if (_optimizer.AverageDecay is not null)
            Average = Make(false);

        Tensor[] Make(bool learns) => [.. devices.Select(
            device => torch.zeros(shape, ScalarType.Float32, device, learns).DetachFromDisposeScope())];
    }

    public TensorDescription Description { get; }

    /// <summary>One tensor per device.</summary>
    public Tensor[] Values { get; private set; }

    /// <summary>Momentum, or Adam's first moment; null for a frozen layer and for a copy on other devices.</summary>
    public Tensor[]? First { get; }

    /// <summary>Adam's second moment.</summary>
    public Tensor[]? Second { get; }

    /// <summary>The moving average.</summary>
    public Tensor[]? Average { get; private set; }

    /// <summary>Gradient that a step was asked to keep, in host memory; null if none.</summary>
    public Tensor[]? KeptGradient { get; private set; }

    /// <summary>Whether the optimizer updates it.</summary>
    public bool Learns => _optimizer is not null;

    /// <summary>Returns the optimizer state (moments and moving average), by name.</summary>
    public IEnumerable<(string Name, Func<Tensor[]> Parts)> States()
    {
        if (First is null)
            yield break;
        yield return (Description.Name + _optimizer!.FirstStateSuffix, () => First);
        if (Second is not null)
            yield return (Description.Name + _optimizer.SecondStateSuffix, () => Second);
        if (Average is not null)
            yield return (Description.Name + OptimizerDefinition.AverageSuffix, () => Average);
    }

    /// <summary>Returns the values on a device, in the type that its layer computes in.</summary>
    public Tensor As(int device, ScalarType type) => type == ScalarType.Float32
        ? Values[device]
        : Values[device].to(type);

    /// <summary>Returns the update rule of a step.</summary>
    public UpdateRule Rule(in TrainStep step) => UpdateRule.For(_optimizer!, step, _rates, _bias);

    /// <summary>Clears the gradients.</summary>
    public void ZeroGradient()
    {
        foreach (Tensor part in Values)
            part.grad = null;
    }

    /// <summary>Gives it a gradient of zeros where it has none.</summary>
    public void FillGradient()
    {
        foreach (Tensor part in Values.Where(part => part.grad is null))
            part.grad = torch.zeros_like(part);
    }

    /// <summary>Keeps a copy of the gradient, and waits for it; null clears it.</summary>
    public void KeepGradient(IReadOnlyList<Tensor>? parts)
    {
        foreach (Tensor previous in KeptGradient ?? [])
            previous.Dispose();
        KeptGradient = parts is null ? null : [.. parts.Select(Copy)];

        static Tensor Copy(Tensor part) =>
            torch.empty(part.shape, ScalarType.Float32).copy_(part).DetachFromDisposeScope();
    }

    /// <summary>Swaps the values and their moving average.</summary>
    public void SwapAverage()
    {
        if (Average is null)
            return;
        (Values, Average) = (Average, Values);
    }

    public static void Write(Tensor[] parts, ReadOnlySpan<float> source)
    {
        foreach (Tensor part in parts)
        {
            int count = (int)part.NumberOfElements;
            using Tensor host = torch.empty(part.shape, ScalarType.Float32);
            source[..count].CopyTo(MemoryMarshal.Cast<byte, float>(host.bytes));
            part.copy_(host);
            source = source[count..];
        }
    }

    public static void Read(Tensor[] parts, Span<float> destination)
    {
        foreach (Tensor part in parts)
        {
            using Tensor host = part.cpu();
            MemoryMarshal.Cast<byte, float>(host.bytes).CopyTo(destination);
            destination = destination[(int)part.NumberOfElements..];
        }
    }

    public void Dispose()
    {
        foreach (Tensor tensor in new[] { Values, First, Second, Average, KeptGradient }.OfType<Tensor[]>()
            .SelectMany(parts => parts))
        {
            tensor.Dispose();
        }
    }
}
