namespace AlexNetPS.TorchSharp.Layers;

/// <summary>
/// Feature maps of a batch, [images, channels, rows, columns]: whole on the first device of a replica, or split by
/// channels over all devices, each with an equal range of channels.
/// </summary>
/// <param name="devices">The replica's devices.</param>
/// <param name="parts">One tensor, or one per device.</param>
internal readonly struct FeatureParts(IReadOnlyList<Device> devices, params Tensor[] parts)
{
    /// <summary>Whether there is more than one part.</summary>
    public bool IsSplit => parts.Length > 1;

    /// <summary>Returns all channels, on one of the devices.</summary>
    public Tensor On(int device)
    {
        if (!IsSplit)
            return device == 0 ? parts[0] : parts[0].to(devices[device], non_blocking: true);
        var moved = new Tensor[parts.Length];
        for (int i = 0; i < moved.Length; i++)
            moved[i] = i == device ? parts[i] : parts[i].to(devices[device], non_blocking: true);
        return torch.cat(moved, 1);
    }

    /// <summary>Returns the channels of a device.</summary>
    public Tensor Part(int device)
    {
        if (IsSplit || devices.Count == 1)
            return parts[device];
        long channels = parts[0].shape[1] / devices.Count;
        using Tensor part = parts[0].narrow(1, device * channels, channels);
        return part.to(devices[device], non_blocking: true);
    }

    /// <summary>Returns a part with the adjacent channels of other parts, for windows over channels.</summary>
    /// <param name="device">The part.</param>
    /// <param name="reach">Channels needed on each side.</param>
    /// <returns>The part with adjacent channels, and the number of channels before it.</returns>
    public (Tensor Features, long Before) WithNeighbors(int device, long reach)
    {
        if (!IsSplit)
            return (parts[0], 0);
        long channels = parts[device].shape[1];
        var wide = new List<Tensor> { parts[device] };
        long before = 0;
        for (int i = device - 1; i >= 0 && before < reach; i--)
        {
            long taken = Math.Min(reach - before, channels);
            wide.Insert(0, parts[i].narrow(1, channels - taken, taken).to(devices[device], non_blocking: true));
            before += taken;
        }

        for (long i = device + 1, after = 0; i < parts.Length && after < reach; i++)
        {
            long taken = Math.Min(reach - after, channels);
            wide.Add(parts[i].narrow(1, 0, taken).to(devices[device], non_blocking: true));
            after += taken;
        }

        return (torch.cat([.. wide], 1), before);
    }

    /// <summary>Applies a function to every part.</summary>
    public FeatureParts Each(Func<Tensor, Tensor> function)
    {
        var results = new Tensor[parts.Length];
        for (int i = 0; i < results.Length; i++)
            results[i] = function(parts[i]);
        return new(devices, results);
    }

    /// <summary>Applies a function to every part and its device index.</summary>
    public FeatureParts Each(Func<Tensor, int, Tensor> function)
    {
        var results = new Tensor[parts.Length];
        for (int i = 0; i < results.Length; i++)
            results[i] = function(parts[i], i);
        return new(devices, results);
    }
}
