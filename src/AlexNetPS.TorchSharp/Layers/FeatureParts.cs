namespace AlexNetPS.TorchSharp.Layers;

/// <summary>
/// The feature maps of a batch, [images, channels, rows, columns]: whole on the first device of a replica, or split by
/// channels over all of them, each device with an equal run of channels.
/// </summary>
/// <param name="devices">The replica's devices.</param>
/// <param name="parts">One tensor, or one for each device.</param>
internal readonly struct FeatureParts(IReadOnlyList<Device> devices, params Tensor[] parts)
{
    /// <summary>Whether there is more than one part.</summary>
    public bool IsSplit => parts.Length > 1;

    /// <summary>All channels, on one of the devices.</summary>
    public Tensor On(int device)
    {
        if (!IsSplit)
            return device == 0 ? parts[0] : parts[0].to(devices[device], non_blocking: true);
        var moved = new Tensor[parts.Length];
        for (int i = 0; i < moved.Length; i++)
            moved[i] = i == device ? parts[i] : parts[i].to(devices[device], non_blocking: true);
        return torch.cat(moved, 1);
    }

    /// <summary>The channels that are a device's own.</summary>
    public Tensor Part(int device)
    {
        if (IsSplit || devices.Count == 1)
            return parts[device];
        long channels = parts[0].shape[1] / devices.Count;
        using Tensor part = parts[0].narrow(1, device * channels, channels);
        return part.to(devices[device], non_blocking: true);
    }

    /// <summary>The outermost channels of the parts beside one: what a window over channels reaches into.</summary>
    /// <param name="device">The part in the middle.</param>
    /// <param name="reach">Channels wanted on each side.</param>
    /// <returns>The part with its neighbors' channels around it, and how many lie before it.</returns>
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

    /// <summary>The same function of every part.</summary>
    public FeatureParts Each(Func<Tensor, Tensor> function)
    {
        var results = new Tensor[parts.Length];
        for (int i = 0; i < results.Length; i++)
            results[i] = function(parts[i]);
        return new(devices, results);
    }

    /// <summary>A function of every part and its device's number.</summary>
    public FeatureParts Each(Func<Tensor, int, Tensor> function)
    {
        var results = new Tensor[parts.Length];
        for (int i = 0; i < results.Length; i++)
            results[i] = function(parts[i], i);
        return new(devices, results);
    }
}
