using System.Runtime.InteropServices;
using AlexNetPS.Engines;
using AlexNetPS.Networks;
using AlexNetPS.Ranks;

namespace AlexNetPS.Training.Distributed;

/// <summary>Calls on the part of a rank what rank 0 calls on its own.</summary>
internal sealed class NetworkFollower
{
    private readonly INetwork _network;
    private readonly IRankGroup _ranks;
    private readonly TensorDescription[] _tensors;
    private readonly float[] _images, _targets, _logits;
    private float[] _values = [];

    /// <param name="network">The part of this rank.</param>
    /// <param name="ranks">The ranks.</param>
    public NetworkFollower(INetwork network, IRankGroup ranks)
    {
        (_network, _ranks) = (network, ranks);
        _tensors = [.. network.Parameters, .. network.OptimizerState];
        _images = new float[network.MaximumBatchSize * network.Definition.Input.Count];
        _targets = new float[network.MaximumBatchSize * network.Definition.Classes];
        _logits = new float[_targets.Length];
    }

    /// <summary>Follows rank 0 until its training has ended.</summary>
    /// <param name="stop">Tells rank 0 that this rank has to stop.</param>
    /// <exception cref="RanksException">Another rank failed.</exception>
    public void Run(CancellationToken stop)
    {
        while (Take() is { Kind: not NetworkOrderKind.End } order)
            Do(order, stop);
    }

    private NetworkOrder Take()
    {
        Span<NetworkOrder> order = stackalloc NetworkOrder[1];
        _ranks.Broadcast(MemoryMarshal.AsBytes(order));
        return order[0];
    }

    private void Do(NetworkOrder order, CancellationToken stop)
    {
        switch (order.Kind)
        {
            case NetworkOrderKind.Step:
                ReadOnlySpan<float> images = Images(order.Count), targets = Receive(_targets, Logits(order.Count).Length);
                _network.TrainStep(images, targets, order.Step, Logits(order.Count));
                _ranks.Exchange(stop.IsCancellationRequested ? 1 : 0);
                break;
            case NetworkOrderKind.Forward:
                _network.Forward(Images(order.Count), Logits(order.Count));
                break;
            case NetworkOrderKind.Activations:
                NetworkLayer layer = _network.Definition.ResolvedLayers[order.Index];
                _network.Activations(Images(order.Count), layer.Name, Values(order.Count * layer.OutputShape.Count));
                break;
            case NetworkOrderKind.Read:
                _network.Read(_tensors[order.Index].Name, Values(_tensors[order.Index].Count));
                break;
            case NetworkOrderKind.Write:
                Span<float> values = Values(_tensors[order.Index].Count);
                _ranks.Broadcast(MemoryMarshal.AsBytes(values));
                _network.Write(_tensors[order.Index].Name, values);
                break;
            case NetworkOrderKind.ReadGradient:
                _network.ReadGradient(_tensors[order.Index].Name, Values(_tensors[order.Index].Count));
                break;
            case NetworkOrderKind.Average or NetworkOrderKind.Unaverage:
                _network.Averaged = order.Kind == NetworkOrderKind.Average;
                break;
            case NetworkOrderKind.Fail:
                throw RankMessages.Failed(0, _ranks.Broadcast(""));
            default:
                throw new InvalidOperationException($"Rank 0 calls {order.Kind}, which this version does not know.");
        }
    }

    private Span<float> Images(int count) => Receive(_images, (int)(count * _network.Definition.Input.Count));

    private Span<float> Logits(int count) => _logits.AsSpan(0, count * _network.Definition.Classes);

    private Span<float> Receive(float[] buffer, int length)
    {
        Span<float> values = buffer.AsSpan(0, length);
        _ranks.Broadcast(MemoryMarshal.AsBytes(values));
        return values;
    }

    private Span<float> Values(long count)
    {
        if (_values.Length < count)
            _values = new float[count];
        return _values.AsSpan(0, (int)count);
    }
}
