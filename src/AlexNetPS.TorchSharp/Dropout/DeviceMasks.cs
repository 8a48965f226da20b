using AlexNetPS.Engines;
using AlexNetPS.Networks;
using AlexNetPS.Randomness;
using AlexNetPS.TorchSharp.Devices;

namespace AlexNetPS.TorchSharp.Dropout;

/// <summary>
/// Masks drawn by the device: those of all layers together, because the number of operations is what a small batch
/// costs.
/// </summary>
/// <param name="device">The device.</param>
/// <param name="definition">The network.</param>
/// <param name="buffers">See <see cref="HostBuffer"/>.</param>
/// <param name="mostBlocks">Blocks of four values that are drawn together; each takes 64 bytes for that time.</param>
internal sealed class DeviceMasks(TorchDevice device, NetworkDefinition definition, int buffers,
    long mostBlocks = 1 << 21) : DropoutMasks(definition)
{
    private readonly PhiloxTensors _philox = new(device, buffers);

    public override IReadOnlyDictionary<int, Tensor> Draw(in TrainStep step, long first, long images)
    {
        var masks = new Dictionary<int, Tensor>();
        if (Layers.Count == 0)
            return masks;
        using DisposeScope scope = torch.NewDisposeScope();
        long together = Math.Clamp(mostBlocks * 4 / Layers.Sum(layer => (long)layer.Shape.Count), 1, images);
        Tensor constants = _philox.Constants(step.Seed);
        List<Tensor>[] parts = [.. Layers.Select(_ => new List<Tensor>())];
        for (long done = 0; done < images; done += together)
            Draw(step, first + done, Math.Min(together, images - done), constants, parts);
        for (int i = 0; i < parts.Length; i++)
        {
            Tensor mask = parts[i].Count == 1 ? parts[i][0] : torch.cat(parts[i]);
            masks[Layers[i].Index] = Layers[i].Shaped(mask, images).MoveToOuterDisposeScope();
        }

        return masks;
    }

    public override void Dispose() => _philox.Dispose();

    private void Draw(TrainStep step, long first, long images, Tensor constants, List<Tensor>[] masks)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        CounterRange[] ranges = [.. Layers.Select(layer => CounterRange.Of(DropoutNumbers.Of(step, layer.Index),
            first * layer.Shape.Count, images * layer.Shape.Count))];
        (Tensor even, Tensor odd) = _philox.Draw(ranges, constants);
        long at = 0;
        for (int i = 0; i < ranges.Length; i++)
        {
            using Scalar threshold = (long)Layers[i].Threshold;
            Tensor kept = torch.stack([Kept(even), Kept(odd)], 2).flatten();
            masks[i].Add(kept.narrow(0, ranges[i].Skipped, ranges[i].Count).MoveToOuterDisposeScope());
            at += ranges[i].Blocks;

            // Numbers 0 and 2 of a block, or 1 and 3.
            Tensor Kept(Tensor numbers) => numbers.narrow(1, at, ranges[i].Blocks).t().ge(threshold);
        }
    }
}
