using System.Runtime.InteropServices;
using AlexNetPS.TorchSharp.Devices;

namespace AlexNetPS.TorchSharp;

/// <summary>
/// Result of a training step. Its devices copy it to host memory as part of the step, so that the host waits once for
/// all steps that it asks for, and copies nothing while the devices have no work.
/// </summary>
/// <param name="images">Number of images in the batch.</param>
internal sealed class StepResult(int images)
{
    private readonly List<(TorchDevice Device, Tensor Host, int Logits)> _parts = [];

    /// <summary>Number of images in the batch.</summary>
    public int Images => images;

    /// <summary>Adds the part of a replica.</summary>
    /// <param name="device">The device that copies it.</param>
    /// <param name="host">Receives the logits and, after them, the part's share of the loss.</param>
    /// <param name="logits">Number of logits.</param>
    public void Add(TorchDevice device, Tensor host, int logits) => _parts.Add((device, host, logits));

    /// <summary>Waits for the devices and copies the logits; returns the loss.</summary>
    public float Receive(Span<float> logits)
    {
        float sum = 0;
        foreach ((TorchDevice device, Tensor host, int count) in _parts)
        {
            device.Wait();
            Span<float> values = MemoryMarshal.Cast<byte, float>(host.bytes);
            values[..count].CopyTo(logits);
            logits = logits[count..];
            sum += values[count];
        }

        return sum;
    }
}
