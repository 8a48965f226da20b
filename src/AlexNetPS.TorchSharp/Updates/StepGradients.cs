namespace AlexNetPS.TorchSharp.Updates;

/// <summary>The gradients of an optimizer step, summed over all replicas and all ranks.</summary>
/// <param name="replicas">The trainable parameters of each replica, in the same order.</param>
/// <param name="ranks">Sums over the ranks; null for one process.</param>
internal sealed class StepGradients(IReadOnlyList<IReadOnlyList<TorchParameter>> replicas, RankGradients? ranks)
{
    private readonly IReadOnlyList<Tensor>[] _sums = new IReadOnlyList<Tensor>[replicas[0].Count];
    private int _first = replicas[0].Count;

    /// <summary>Takes what the backward pass has made, and sends it to the ranks.</summary>
    /// <param name="first">Index of the first parameter whose gradient, and those of all later ones, are made.</param>
    public void Add(int first)
    {
        while (_first > first)
        {
            _first--;
            _sums[_first] = OverReplicas(_first);
            ranks?.Send(_sums[_first]);
        }
    }

    /// <summary>Waits for the ranks; returns the parts of each parameter's gradient. All have been added.</summary>
    public IReadOnlyList<IReadOnlyList<Tensor>> OverRanks()
    {
        ranks?.Receive();
        return _sums;
    }

    /// <summary>Adds the gradients of all replicas that took part to those of the first.</summary>
    private List<Tensor> OverReplicas(int index)
    {
        var sums = new List<Tensor>();
        for (int part = 0; part < replicas[0][index].Values.Length; part++)
        {
            Tensor sum = replicas[0][index].Values[part].grad!;
            foreach (IReadOnlyList<TorchParameter> copies in replicas.Skip(1))
            {
                if (copies[index].Values[part].grad is { } gradient)
                    sum.add_(gradient.to(sum.device, non_blocking: true));
            }

            sums.Add(sum);
        }

        return sums;
    }
}
