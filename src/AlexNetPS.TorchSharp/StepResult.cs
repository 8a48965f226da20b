using System.Runtime.InteropServices;

namespace AlexNetPS.TorchSharp;

/// <summary>Result of a training step; it stays on its devices until received.</summary>
/// <param name="images">Number of images in the batch.</param>
internal sealed class StepResult(int images) : IDisposable
{
    private readonly List<(Tensor Logits, Tensor Loss)> _parts = [];

    /// <summary>Number of images in the batch.</summary>
    public int Images => images;

    /// <summary>Adds the part of a replica.</summary>
    public void Add((Tensor Logits, Tensor Loss) part) => _parts.Add(part);

    /// <summary>Detaches the parts from the dispose scope of the step.</summary>
    public void Keep()
    {
        foreach ((Tensor logits, Tensor loss) in _parts)
        {
            logits.DetachFromDisposeScope();
            loss.DetachFromDisposeScope();
        }
    }

    /// <summary>Waits for the devices and copies the logits; returns the loss.</summary>
    public float Receive(Span<float> logits)
    {
        float sum = 0;
        foreach ((Tensor part, Tensor loss) in _parts)
        {
            Receive(part, ref logits);
            using Tensor host = loss.cpu();
            sum += host.item<float>();
        }

        return sum;
    }

    /// <summary>Copies a device's values to the start of a span, and advances the span past them.</summary>
    public static void Receive(Tensor values, ref Span<float> destination)
    {
        using Tensor host = values.cpu();
        using Tensor whole = host.contiguous();
        Span<float> floats = MemoryMarshal.Cast<byte, float>(whole.bytes);
        floats.CopyTo(destination);
        destination = destination[floats.Length..];
    }

    public void Dispose()
    {
        foreach ((Tensor logits, Tensor loss) in _parts)
        {
            logits.Dispose();
            loss.Dispose();
        }
    }
}
